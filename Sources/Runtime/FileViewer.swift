import Foundation
import Localization
import TER1TUI
import Text

/// Looks into a file that is here: a text's beginning, or a picture in letters by chafa, whose output is neutralised as all text is.
struct FileViewer {
  let tr: Catalog
  let environment: [String: String]
  /// Whether the terminal takes more than ASCII.
  let hasBlocks: Bool

  private static let longest = 65_536

  func look(_ file: FileToView) -> ViewedFile {
    let type = file.type.line.string.lowercased()
    if type.hasPrefix("image/") { return ViewedFile(file, picture(file)) }
    guard type.hasPrefix("text/") || ["application/json", "message/rfc822"].contains(type) else {
      return ViewedFile(file, .nothing(tr("Nothing can be shown of it here.")))
    }
    return ViewedFile(file, text(file.path))
  }

  private func text(_ path: String) -> ViewedFile.Content {
    guard let handle = FileHandle(forReadingAtPath: path), let bytes = try? handle.read(upToCount: Self.longest) else {
      return .nothing(tr("%1 cannot be read", UntrustedText(path).line))
    }
    return bytes.contains(0)
      ? .nothing(tr("Nothing can be shown of it here."))
      : .text(UntrustedText(String(decoding: bytes, as: UTF8.self)))
  }

  private func picture(_ file: FileToView) -> ViewedFile.Content {
    guard ProgramRun.isInstalled("chafa", environment) else {
      return .nothing(
        tr("Pictures are shown by the program chafa, which is not installed; on Debian: apt install chafa"))
    }
    let run = ProgramRun(
      arguments: [
        "chafa", "--format", "symbols", "--symbols", hasBlocks ? "braille" : "ascii", "--colors", "none", "--animate",
        "off", "--size", "\(file.room.columns)x\(file.room.rows)", file.path,
      ], seconds: 10)
    do throws(ProgramRun.Failure) {
      let (status, output) = try run.run()
      let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").prefix(file.room.rows)
      guard status == 0, !lines.isEmpty else { return .nothing(tr("chafa knows no such picture.")) }
      return .picture(lines.map { UntrustedText(String($0)) })
    } catch {
      return .nothing(tr("chafa could not show it."))
    }
  }
}

extension EffectRunner {
  func look(at file: FileToView) {
    let (inbox, viewer) = (inbox, FileViewer(tr: tr, environment: environment, hasBlocks: hasBlocks))
    reads.async { inbox.post(.viewed(viewer.look(file))) }
  }
}
