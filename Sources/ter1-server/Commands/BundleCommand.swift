import ArgumentParser
import Bundles
import Glibc
import JSON
import Localization
import TER1Server
import Text

struct BundleCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "bundle",
      abstract: tr("Carry what members and the server lack without any network: by stick or pipe."),
      subcommands: [Export.self, Import.self])
  }

  struct Export: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        abstract: tr("Write what a member's client lacks into a file, encrypted to his devices and signed."),
        discussion: tr(
          "It begins where the member's last bundle said that his client stands; without one it is everything that he may read. Parts of a bundle that is split are FILE.001, FILE.002… Nothing is written over."
        ))
    }
    @Option(name: .customLong("for"), help: ArgumentHelp(tr("For which member: his login name."), valueName: "login"))
    var login: String
    @Flag(help: ArgumentHelp(tr("Everything that he may read, whatever his client has."))) var everything = false
    @Option(help: ArgumentHelp(tr("The largest file: 1M, 500K."), valueName: "size")) var split: ByteSize?
    @Option(
      help: ArgumentHelp(tr("Lessons' texts too, the smallest first, up to so much: 1M, 500K."), valueName: "size"))
    var withTexts: ByteSize?
    @Argument(help: ArgumentHelp(tr("A file that is not there yet; - is standard output."))) var file: String
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      let made = try reporting { () throws(CooperativeError) in
        try cooperative.exportBundle(
          for: login, everything: everything, split: split.map { Int($0.bytes) },
          texts: withTexts.map { Int($0.bytes) } ?? 0)
      }
      do {
        let made = try made.get()
        for name in try BundleFiles.write(made.bundle, to: file) { write(line: name, to: STDOUT_FILENO) }
        if withTexts != nil, made.textsLeftOut > 0 {
          warn(tr(made.textsLeftOut, "no room for %1 text of a lesson", "no room for %1 texts of lessons"))
        }
      } catch let refusal as BundleRefusal {
        throw failure(refusal.words(tr), 65)
      } catch let trouble as BundleFiles.Trouble { throw BundleCommand.ended(trouble) }
    }
  }

  struct Import: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        abstract: tr("Make the changes that members' bundles hold, each once, as their authors and with their rights."),
        discussion: tr(
          "Files may be parts, in any order, of one bundle or of several. Exit codes: 0, 65 when a bundle, or a change in one, was refused; the others are taken all the same."
        ))
    }
    @Argument(help: ArgumentHelp(tr("The files; - is standard input."))) var files: [String]
    @Flag(help: ArgumentHelp(tr("One JSON object a line, for each bundle."))) var json = false
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      let parts: [BundlePart]
      do { parts = try BundleFiles.read(files) } catch { throw BundleCommand.ended(error) }
      var isWhole = true
      for bundle in SealedBundle.gather(parts) {
        let taken: Result<BundleReport, BundleRefusal>
        switch bundle {
        case .failure(let refusal): taken = .failure(refusal)
        case .success(let bundle):
          taken = try reporting { () throws(CooperativeError) in try cooperative.take(bundle) }
        }
        isWhole = tell(taken) && isWhole
      }
      if !isWhole { throw ExitCode(65) }
    }

    /// - Returns: whether nothing was refused.
    private func tell(_ taken: Result<BundleReport, BundleRefusal>) -> Bool {
      switch taken {
      case .failure(let refusal):
        if json { write(line: JSONValue.object(["refused": .string(refusal.name)]).text, to: STDOUT_FILENO) }
        warn(refusal.words(tr))
        return refusal == .alreadyHere
      case .success(let report):
        write(line: json ? Self.json(report) : Self.line(report), to: STDOUT_FILENO)
        for entry in report.refused {
          warn(tr("refused, and left to its author: %1", "\(entry.type): \(entry.reason)"))
        }
        return report.refused.isEmpty
      }
    }

    private static func line(_ report: BundleReport) -> String {
      tr(
        "from %1: %2 made, %3 already here, %4 refused", report.author, report.made, report.already,
        report.refused.count)
    }

    private static func json(_ report: BundleReport) -> String {
      let object: JSONValue = [
        "author": .string(report.author), "made": .int(Int64(report.made)), "already": .int(Int64(report.already)),
        "refusals": .array(report.refused.map { ["type": .string($0.type), "reason": .string($0.reason)] }),
      ]
      return object.text
    }
  }

  fileprivate static func ended(_ trouble: BundleFiles.Trouble) -> ExitCode {
    switch trouble {
    case .cannotRead(let path, let reason): failure(tr("%1 cannot be read: %2.", path, reason), 66)
    case .exists(let path): failure(tr("%1 is there already.", path) + " " + tr("Nothing was written."), 73)
    case .cannotWrite(let path, let reason): failure(tr("%1 cannot be written: %2.", path, reason), 74)
    case .refused(let refusal): failure(refusal.words(tr), 65)
    }
  }
}
