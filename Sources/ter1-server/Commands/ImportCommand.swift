public import ArgumentParser
import Glibc
import Localization
public import TER1Import
import TER1Server
import Text

extension Importer.Source: ExpressibleByArgument {}

struct ImportCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "import",
      abstract: tr("Bring mail archives, calendars, chat logs, folders and courses into the cooperative."),
      discussion: [
        "mbox     " + tr("an mbox file, or a folder of them: topics of a forum"),
        "maildir  " + tr("a Maildir, or a folder with one mail a file: topics of a forum"),
        "ics      " + tr("an iCalendar file, or a folder of them: events of a calendar"),
        "irc      " + tr("an IRC log, or a folder of logs: messages of a chat room"),
        "folder   " + tr("a folder: folders and files"),
        "course   " + tr("a folder of Markdown lessons with quizzes in GIFT: a course of a forum"),
        "",
        tr(
          "Nothing is doubled when the same is imported again. What cannot be used is told in one line each, and the import goes on."
        ),
        tr(
          "Exit codes: 0, 65 when nothing could be used, 66 when the archive cannot be read, 74 when the store fails."),
      ].joined(separator: "\n"))
  }

  @Argument(help: ArgumentHelp(tr("What the archive is."), valueName: "kind")) var source: Importer.Source
  @Argument(help: ArgumentHelp(tr("The file or folder."))) var path: String
  @OptionGroup var options: DataOptions
  @Option(
    help: ArgumentHelp(
      tr("The forum, room, calendar or folder that it goes into; made when there is none."), valueName: "name"))
  var into: String

  func run() throws {
    let cooperative = try options.open()
    let isWatched = isatty(STDERR_FILENO) == 1
    let report = try imported(into: cooperative) { report in
      if isWatched { Self.tell(report.summary(tr) + "…") }
    }
    if isWatched { Self.tell("") }
    for problem in report.problems { write(line: problem.line(tr).string, to: STDERR_FILENO) }
    write(line: report.summary(tr), to: STDOUT_FILENO)
    if !report.isUseful { throw ExitCode(65) }
  }

  private func imported(into cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws -> ImportReport {
    do {
      return try Importer.run(source, path: path, into: into, of: cooperative, in: tr, progress: progress)
    } catch let error as ArchiveError {
      throw failure("\(error.path): \(tr(error.reason))", 66)
    } catch let error as ImportRefusal {
      throw failure(tr(error.reason), 65)
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
