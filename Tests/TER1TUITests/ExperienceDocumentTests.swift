import Foundation
import Testing

/// docs/experience.md names tests for each rule: all of them are there.
@Suite struct ExperienceDocumentTests {
  private static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func everyRuleHasItsTests() throws {
    let document = try String(contentsOf: Self.top.appending(path: "docs/experience.md"), encoding: .utf8)
    let rules = document.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") }
    let known = try Self.functions()
    #expect(rules.count > 20)
    for rule in rules.prefix(while: { !$0.hasPrefix("| measure") }).dropFirst() {
      let quoted = rule.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter {
        $0.offset % 2 == 1
      }
      let named = quoted.map { String($0.element) }.filter {
        $0.count > 1 && $0.allSatisfy { $0.isLetter || $0.isNumber }
      }
      #expect(!named.isEmpty, "no test: \(rule)")
      for name in named { #expect(known.contains(name), "no test is called \(name)") }
    }
  }

  /// The names of all functions of the tests.
  private static func functions() throws -> Set<String> {
    let folder = top.appending(path: "Tests")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var names: Set<String> = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: /func (\w+)/) {
        names.insert(String(match.1))
      }
    }
    return names
  }
}
