import Foundation
import Testing

/// What became of an attempt, as docs/protocol.md's section 22 says it.
enum Outcome: String {
  case yes
  case no
  /// It does not exist for him: notFound, or not among what a list names.
  case absent = "–"
  /// There is no such method for anybody.
  case unknown
  case refused = "401"
}

/// The table of docs/protocol.md, section 22.
struct MatrixTable {
  let people: [String]
  /// By what is tried: an outcome for each of `people`.
  let rows: [(name: String, expected: [Outcome])]

  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../docs/protocol.md").standardizedFileURL.path

  init() throws {
    let text = try String(contentsOfFile: Self.path, encoding: .utf8)
    let section = try #require(text.components(separatedBy: "\n## 22.").dropFirst().first)
      .components(separatedBy: "\n## ")[0]
    let lines = section.split(separator: "\n").filter { $0.hasPrefix("|") }.map(Self.cells)
    people = try Array(#require(lines.first).dropFirst())
    rows = try lines.dropFirst(2).map { cells in
      (cells[0], try cells.dropFirst().map { try #require(Outcome(rawValue: $0), "\(cells)") })
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
