public import ArgumentParser
import Glibc
public import TER1Import
import TER1Server
import Text

extension Importer.Source: ExpressibleByArgument {}

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring mail archives, calendars, chat logs, folders and courses into the cooperative.",
    discussion: """
      mbox     an mbox file, or a folder of them: topics of a forum
      maildir  a Maildir, or a folder with one mail a file: topics of a forum
      ics      an iCalendar file, or a folder of them: events of a calendar
      irc      an IRC log, or a folder of logs: messages of a chat room
      folder   a folder: folders and files
      course   a folder of Markdown lessons with quizzes in GIFT: a course of a forum

      Nothing is doubled when the same is imported again. What cannot be used is told in one line each, and the import goes on.
      Exit codes: 0, 65 when nothing could be used, 66 when the archive cannot be read, 74 when the store fails.
      """)

  @Argument(help: "What the archive is.") var source: Importer.Source
  @Argument(help: "The file or folder.") var path: String
  @OptionGroup var options: DataOptions
  @Option(help: "The forum, room, calendar or folder that it goes into; made when there is none.")
  var into: String

  func run() throws {
    let cooperative = try options.open()
    let isWatched = isatty(STDERR_FILENO) == 1
    let report = try imported(into: cooperative) { report in
      if isWatched { Self.tell(report.summary + "…") }
    }
    if isWatched { Self.tell("") }
    for problem in report.problems { write(line: problem.line.string, to: STDERR_FILENO) }
    write(line: report.summary, to: STDOUT_FILENO)
    if !report.isUseful { throw ExitCode(65) }
  }

  private func imported(into cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws -> ImportReport {
    do {
      return try Importer.run(source, path: path, into: into, of: cooperative, progress: progress)
    } catch let error as ArchiveError {
      throw failure("\(error.path): \(error.reason)", 66)
    } catch let error as ImportRefusal {
      throw failure(error.reason, 65)
    } catch {
      throw failure("\(error)", 74)
    }
  }

  /// Writes over the line of progress.
  private static func tell(_ text: String) {
    let line = "\r\u{1B}[K" + text
    _ = line.withCString { Glibc.write(STDERR_FILENO, $0, strlen($0)) }
  }
}
