import Localization
import Text

/// Lays out a page of named facts: the name in a column of its own where there is room, above them where there is not.
struct SheetText: Sendable {
  let columns: Int
  let tr: Catalog

  private static let labelWidth = 12
  private var isNarrow: Bool { columns < 46 }

  /// A section with its name, and a blank line after it.
  func block<ID: Hashable & Sendable>(_ id: ID, _ label: String, _ lines: [Line]) -> PagerBlock<ID> {
    PagerBlock(id: id, indented: indented(label, lines) + [(Line(), Line())])
  }

  /// One fact, without a blank line after it.
  func indented(_ label: String, _ lines: [Line]) -> [(line: Line, indent: Line)] {
    if columns >= Size.told { return told(label, lines) }
    let name = SafeText(label).clipped(to: Self.labelWidth - 1)
    if isNarrow {
      let indent = Line("  ")
      return [(Line(name, .dim), Line())] + lines.map { (indent + $0, indent) }
    }
    let indent = Line(String(repeating: " ", count: Self.labelWidth))
    return lines.enumerated().map { index, line in
      let padding = String(repeating: " ", count: Self.labelWidth - name.width)
      return (index == 0 ? Line([Span(name, .dim), Span(padding)]) + line : indent + line, indent)
    }
  }

  private func told(_ label: String, _ lines: [Line]) -> [(line: Line, indent: Line)] {
    let name = label.isEmpty ? Line() : Line(label + tr(": "), .dim)
    return ([name + (lines.first ?? Line())] + lines.dropFirst()).map { ($0, Line()) }
  }
}
