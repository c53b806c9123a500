public import ClientCore
public import Localization
import Text

extension OutboxEntry.Failure {
  /// Why it was not taken, and what can be done about it: RFC 8620, section 5.3, and the profile's own.
  /// - Parameter mutation: what was not taken.
  public func words(_ tr: Catalog, of mutation: Mutation) -> String {
    if type == Self.superseded, mutation.isOfOneMember, mutation.type != Ballot.name {
      return tr("Another of your devices changed it first; what you wrote is kept here")
    }
    if type == Self.superseded, mutation.type == Report.name { return tr("Somebody else decided on it before you") }
    if type == "overQuota", let full = full(tr, mutation.type) { return full }
    guard mutation.type == Ballot.name, mutation.action == .destroy else { return words(tr) }
    switch type {
    case "proposalClosed": return tr("Too late to take it back: the vote is closed, and your ballot was counted")
    case Self.superseded: return tr("You voted otherwise in between, on another device: retry takes that ballot back")
    default: return words(tr)
    }
  }

  /// The server's own words, where there are none of ours that say the same.
  public func serverWords(_ tr: Catalog) -> String? {
    guard let description, !description.isEmpty else { return nil }
    switch type {
    case "invalidPatch", "invalidProperties", "forbidden":
      return ServerReasons(tr).text(description) == nil ? description : nil
    default: return known(tr) == nil ? description : nil
    }
  }

  private func words(_ tr: Catalog) -> String {
    known(tr) ?? tr("The server refused it (%1)", UntrustedText(type).line)
  }

  /// Too many of something else than bytes; nil: it is the bytes.
  private func full(_ tr: Catalog, _ type: TypeName) -> String? {
    switch type {
    case Report.name: tr("You have many reports that nobody has decided on yet: wait until moderators have")
    case Feed.name: tr("The server reads as many newsfeeds as it can: take one away first")
    case Lesson.name: tr("The course has as many lessons as it can")
    default: nil
    }
  }

  private func known(_ tr: Catalog) -> String? {
    switch type {
    case "forbidden": forbidden(tr)
    case "overQuota":
      tr("You have no room left on the server: delete files or messages of yours, or ask who looks after it")
    case "tooLarge": tooLarge(tr)
    case "alreadyReported":
      tr("You reported it already, and nobody has decided on it yet: the moderators have what you wrote then")
    case "rateLimit": tr("Too much at once: try again a little later")
    case "notFound": tr("What it is about is not there any more")
    case "invalidPatch", "invalidProperties":
      properties.isEmpty ? tr("The server does not accept this content") : invalid(tr)
    case "unsayable":
      tr(
        "This server cannot keep this: %1. Take it out, then try again",
        UntrustedText(properties.joined(separator: ", ")).line)
    case "willDestroy": tr("It was deleted at the same time")
    case "singleton": tr("There can only be one of these")
    case "alreadyExists": tr("This name is already taken: choose another")
    case "nodeHasChildren": tr("The folder is not empty")
    case "notInMail": tr("The server has this board as a mailbox: mail cannot do this")
    case "noMessageID": tr("What it answers has no Message-ID: nothing can refer to it")
    case "arrivedDamaged": tr("The file arrives damaged at the server, again and again: look at the disk it comes from")
    case "blobNotFound": tr("The file has not reached the server: try again")
    case "stateMismatch" where properties == ["choice"]:
      tr("You voted otherwise in between, on another device: retry puts this ballot in its place")
    case "proposalClosed": tr("It came after the closing: it does not count")
    case "proposalNotOpen": tr("The vote is not open yet: try again when it is")
    case "proposalOpen": tr("The vote has been opened: the proposal stays as it is")
    case "stateMismatch": tr("Somebody else changed it first; your text is kept here")
    case "expired": tr("It was no longer worth sending at its time")
    case "serverFail", "serverUnavailable": unable(tr)
    case "accountReadOnly": tr("This cooperative can only be read")
    default: ServerErrorWords.text(type, tr).map { tr("The server refused it: %1", $0) }
    }
  }

  private func forbidden(_ tr: Catalog) -> String {
    let right = tr("You do not have the right to do this")
    return description.flatMap { ServerReasons(tr).text($0) }.map { tr("%1: %2", right, $0) } ?? right
  }

  private func tooLarge(_ tr: Catalog) -> String {
    let large = tr("It is too large: shorten it")
    return description.flatMap { ServerReasons(tr).text($0) }.map { "\(large) (\($0))" } ?? large
  }

  /// With what the server's own log knows it under.
  private func unable(_ tr: Catalog) -> String {
    guard let description, !description.isEmpty else { return tr("The server could not do it now: try again") }
    return tr("The server could not do it now (%1): try again", UntrustedText(description).line)
  }

  private func invalid(_ tr: Catalog) -> String {
    let reasons = ServerReasons(tr)
    let said = description.flatMap { reasons.text($0) } ?? properties.map(reasons.name).joined(separator: ", ")
    return tr("The server does not accept this content: %1", UntrustedText(said).line)
  }
}
