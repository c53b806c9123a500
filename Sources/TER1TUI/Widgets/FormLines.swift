import Foundation
import JSON

/// The lines of a form: each begins with a name and a colon, and is filled in behind them.
public struct FormLines: Sendable, Equatable {
  /// What the lines without a name are.
  public enum Rest: String, Sendable {
    /// A text of its own, below all of them; in it no line has a name, whatever it begins with.
    case text
    /// More of the line above.
    case more
    case nothing
  }

  let names: [String]
  let rest: Rest

  public init(_ names: [String], rest: Rest) { (self.names, self.rest) = (names, rest) }
}

extension EditBuffer {
  /// Where what is filled in begins on a line, behind the blank after its name; nil: it is none of a form.
  func fieldStart(of row: Int) -> Int? {
    guard let form, let start = start(of: row, form) else { return nil }
    return form.rest == .text && (0..<row).contains { self.start(of: $0, form) == nil } ? nil : start
  }

  private func start(of row: Int, _ form: FormLines) -> Int? {
    let line = lines[row]
    guard let colon = line.firstIndex(of: ":"), name(of: row).map(form.names.contains) == true else { return nil }
    return colon + 1 + (line.dropFirst(colon + 1).first?.isWhitespace == true ? 1 : 0)
  }

  /// What stands before a line's colon, whatever blank a person typed there.
  func name(of row: Int) -> String? {
    let line = lines[row]
    return line.firstIndex(of: ":").map { String(line[..<$0]).trimmingCharacters(in: .whitespaces) }
  }

  /// The cursor does not stand in the name of a line.
  mutating func stepBehindName() {
    if let start = fieldStart(of: row), column < start { putCursor(row: row, column: start) }
  }

  /// From where to where one deletes without a name going: the line of a form, or what has no name between two.
  var field: (start: Position, end: Position) {
    guard let form else {
      return (Position(row: 0, column: 0), Position(row: lines.count - 1, column: lines[lines.count - 1].count))
    }
    let goesOn = form.rest == .more
    let isForm = lines.indices.map { fieldStart(of: $0) != nil }
    let named = isForm[...row].lastIndex(of: true)
    let first = goesOn || isForm[row] ? named ?? 0 : named.map { $0 + 1 } ?? 0
    let next = isForm[(row + 1)...].firstIndex(of: true) ?? lines.count
    let last = isForm[row] && !goesOn ? row : next - 1
    return (
      Position(row: first, column: fieldStart(of: first) ?? 0), Position(row: last, column: lines[last].count)
    )
  }
}

extension FormLines {
  var note: JSONValue { ["names": .array(names.map { .string($0) }), "rest": .string(rest.rawValue)] }

  init?(note: JSONValue) {
    guard let names = note["names"]?.array, let rest = note["rest"]?.string.flatMap(Rest.init) else { return nil }
    self.init(names.compactMap(\.string), rest: rest)
  }
}
