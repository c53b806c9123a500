import Foundation
public import TER1TUI
public import Testing

/// A recorded screen: its text, and below it the style of every cell, one letter each.
public struct Golden {
  private let path: String

  /// - Parameters:
  ///   - name: the file's name, without `.screen`.
  ///   - file: the test's own, beside whose folder the recordings are: `Screens/`.
  public init(_ name: String, beside file: String) {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    path = "\(folder)/Screens/\(name).screen"
  }

  /// Compares a screen with its recording; with `RECORD=1` in the environment it is recorded instead.
  public func check(_ screen: Screen, sourceLocation: SourceLocation = #_sourceLocation) {
    let seen = Self.text(of: screen)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" { return record(seen, sourceLocation) }
    guard let recorded = try? String(contentsOfFile: path, encoding: .utf8) else {
      Issue.record("no recording at \(path); RECORD=1 makes it. Seen:\n\(seen)", sourceLocation: sourceLocation)
      return
    }
    if recorded != seen {
      Issue.record("\(Self.difference(recorded, seen))\nSeen:\n\(seen)", sourceLocation: sourceLocation)
    }
  }

  private func record(_ text: String, _ location: SourceLocation) {
    do {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      Issue.record("\(path) cannot be written: \(error)", sourceLocation: location)
    }
  }

  private static func difference(_ recorded: String, _ seen: String) -> String {
    let (old, new) = (
      recorded.split(separator: "\n", omittingEmptySubsequences: false),
      seen.split(separator: "\n", omittingEmptySubsequences: false)
    )
    return (0..<max(old.count, new.count)).compactMap { row -> String? in
      let (before, after) = (row < old.count ? old[row] : "", row < new.count ? new[row] : "")
      return before == after ? nil : "line \(row + 1)\n- \(before)\n+ \(after)"
    }.joined(separator: "\n")
  }

  /// The text plane, the style plane, the cursor.
  public static func text(of screen: Screen) -> String {
    let rows = 0..<screen.size.rows
    let text = rows.map { screen.text(row: $0) }
    let styles = rows.map { row in trimmed(String(screen[row].filter { $0.character != nil }.map(letter))) }
    let cursor = "cursor \(screen.cursor.column),\(screen.cursor.row)\(screen.isTyping ? " typing" : "")"
    let caret = screen.caret == .usual ? "" : " \(screen.caret)"
    let head = "\(screen.size.columns)x\(screen.size.rows) \(cursor)\(caret)"
    return ([head] + text + ["--- styles"] + styles).joined(separator: "\n") + "\n"
  }

  /// A capital letter stands for a cell with an emphasis of its own.
  private static func letter(_ cell: Cell) -> Character {
    let letter = cell.character == " " && cell.style.emphasis.isEmpty ? Role.text.letter : cell.style.role.letter
    return cell.style.emphasis.isEmpty ? letter : letter == "." ? "B" : Character(letter.uppercased())
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == "." { line.removeLast() }
    return line
  }
}
