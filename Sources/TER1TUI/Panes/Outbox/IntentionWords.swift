import ClientCore
import JSON
import Localization

/// What a person wanted of a server, in one or two words.
enum IntentionWords {
  static func text(_ mutation: Mutation, _ tr: Catalog) -> String {
    switch mutation.type {
    case Message.name: message(mutation.action, tr)
    case CalendarEvent.name: event(mutation.action, tr)
    case FileNode.name: file(mutation.action, tr)
    case ReadPosition.name: tr("reading")
    case Blob.name: tr("content of a file")
    case Ballot.name: mutation.action == .destroy ? tr("ballot taken back") : tr("ballot")
    case Proposal.name: proposal(mutation.action, tr)
    case Feed.name: tr("feed")
    case Article.name: tr("discussion of an article")
    case Course.name: course(mutation.action, tr("course"), tr)
    case Lesson.name: course(mutation.action, tr("lesson"), tr)
    case CourseProgress.name: tr("progress in a course")
    case Profile.name: profile(mutation.action, tr)
    case Report.name: report(mutation.action, tr)
    case Channel.name: channel(mutation.action, tr)
    default: tr("alteration")
    }
  }

  private static func course(_ action: Mutation.Action, _ name: String, _ tr: Catalog) -> String {
    switch action {
    case .create: name
    case .update: tr("alteration")
    case .destroy: tr("deletion")
    case .upload: tr("content of a file")
    }
  }

  private static func message(_ action: Mutation.Action, _ tr: Catalog) -> String {
    switch action {
    case .create(let object):
      if object["threadRootId"]?.string != nil { return tr("reply") }
      return object["subject"]?.string == nil ? tr("chat line") : tr("topic")
    case .update(let patch):
      if patch["deletedAt"] != nil { return tr("deletion") }
      if patch.keys.contains(where: { $0.hasPrefix("reactions") }) { return tr("reaction") }
      if let hiding = patch["hiddenAt"] { return hiding.isNull ? tr("showing again") : tr("hiding") }
      if patch["channelId"] != nil { return tr("move") }
      return patch["pinned"] == nil ? tr("correction") : tr("pin")
    case .destroy: return tr("deletion")
    case .upload: return tr("content of a file")
    }
  }

  private static func report(_ action: Mutation.Action, _ tr: Catalog) -> String {
    if case .create = action { tr("report") } else { tr("decision") }
  }

  private static func channel(_ action: Mutation.Action, _ tr: Catalog) -> String {
    switch action {
    case .create(let object): object["members"] != nil ? tr("private chat") : tr("board")
    case .update(let patch):
      patch["isArchived"].map { $0.bool == true ? tr("closing") : tr("reopening") } ?? tr("alteration")
    case .destroy: tr("deletion")
    case .upload: tr("content of a file")
    }
  }

  private static func event(_ action: Mutation.Action, _ tr: Catalog) -> String {
    switch action {
    case .create: return tr("event")
    case .update(let patch):
      if patch.keys.contains(where: { $0.hasPrefix("participants") }) { return tr("answer") }
      return patch["status"]?.string == "cancelled" ? tr("cancellation") : tr("alteration")
    case .destroy: return tr("deletion")
    case .upload: return tr("content of a file")
    }
  }

  private static func profile(_ action: Mutation.Action, _ tr: Catalog) -> String {
    guard case .update(let patch) = action, patch.keys.allSatisfy({ $0.hasPrefix("follows/") }) else {
      return tr("profile")
    }
    return tr("what one follows")
  }

  private static func proposal(_ action: Mutation.Action, _ tr: Catalog) -> String {
    switch action {
    case .create(let object): object["amends"]?.string == nil ? tr("proposal") : tr("amendment")
    case .update(let patch): patch["withdrawnAt"] == nil ? tr("alteration") : tr("withdrawal")
    case .destroy: tr("deletion")
    case .upload: tr("content of a file")
    }
  }

  private static func file(_ action: Mutation.Action, _ tr: Catalog) -> String {
    switch action {
    case .create(let object): return object["blobId"]?.string == nil ? tr("folder") : tr("file")
    case .update(let patch):
      if patch["name"] != nil { return tr("renaming") }
      return patch["parentId"] == nil ? tr("alteration") : tr("move")
    case .destroy: return tr("deletion")
    case .upload: return tr("content of a file")
    }
  }
}
