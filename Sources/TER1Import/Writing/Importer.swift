public import Localization
public import TER1Server

/// Brings what a union has kept so far into a cooperative.
public enum Importer {
  /// What an archive is.
  public enum Source: String, Sendable, CaseIterable {
    /// An mbox file, or a folder of such files: a forum.
    case mbox
    /// A Maildir, or a folder with one mail a file: a forum.
    case maildir
    /// An iCalendar file, or a folder of such files: a calendar.
    case ics
    /// An IRC log, or a folder of logs: a chat room.
    case irc
    /// A folder of files: a folder.
    case folder
    /// A folder of Markdown lessons with quizzes: a course of a forum.
    case course
  }

  /// Imports an archive. What was imported before is counted as duplicate and not doubled.
  /// - Parameters:
  ///   - name: the channel, the calendar or the folder (`above/below`) that it goes into; made when there is none.
  ///   - tr: the language of what is said of a course.
  ///   - progress: called now and then with what was done so far.
  /// - Throws: `ArchiveError` when the archive cannot be read at all, and the errors of the store.
  public static func run(
    _ source: Source, path: String, into name: String, of cooperative: Cooperative,
    in tr: Catalog = Catalog(.english), progress: (ImportReport) -> Void = { _ in }
  ) throws -> ImportReport {
    let place = RawPath(path)
    do {
      switch source {
      case .mbox: return try mails(MailArchive(mbox: place), name, cooperative, progress)
      case .maildir: return try mails(MailArchive(maildir: place), name, cooperative, progress)
      case .ics: return try EventWriter(calendar: name, in: tr).run(FileTree(place), cooperative, progress)
      case .irc: return try ChatWriter(room: name).run(FileTree(place), cooperative, progress)
      case .course: return try CourseWriter(forum: name, tr: tr).run(path, cooperative, progress)
      case .folder: return try FileWriter(top: name).run(FileTree(place), cooperative, progress)
      }
    } catch let error as ReadError {
      throw ArchiveError(path: path, reason: error.reason)
    }
  }

  private static func mails(
    _ archive: MailArchive, _ name: String, _ cooperative: Cooperative, _ progress: (ImportReport) -> Void
  ) throws -> ImportReport {
    try MailWriter(archive, forum: name).run(cooperative, progress)
  }
}

/// An archive that cannot be read.
public struct ArchiveError: Error, Hashable, Sendable {
  /// As it was given.
  public let path: String
  public let reason: String
}

/// How much is written in one transaction.
enum BatchSize {
  static let objects = 2000
  static let bytes = 33_554_432
}
