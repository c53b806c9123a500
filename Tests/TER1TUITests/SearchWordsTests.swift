import Foundation
import Localization
import Testing
import Text

@testable import ClientCore
@testable import TER1TUI

@Suite struct SearchWordsTests {
  /// What is offered is understood, and everything that search finds is offered.
  @Test(arguments: [Language.french, .english])
  func everyKindThatIsOfferedIsUnderstood(_ language: Language) throws {
    let tr = Catalog(language)
    var found: Set<Int64> = []
    var messages: Set<Channel.Kind> = []
    for kind in SearchWords.kinds(tr) {
      let query = SearchQuery("type:" + kind, zone: .gmt)
      #expect(query.problems.isEmpty && !(query.types.isEmpty && query.messages.isEmpty), "\(kind)")
      found.formUnion(query.types)
      messages.formUnion(query.messages)
    }
    let types: [Int64] = [
      CalendarEvent.code, FileNode.code, Principal.code, Proposal.code, Article.code, Course.code,
      Lesson.code,
    ]
    #expect(found.isSuperset(of: types) && messages == [.forum, .chat])
    #expect(SearchWords.operators(tr).contains(SearchWords.kinds(tr).joined(separator: "|")))
  }

  /// However far behind it stands and however little room there is, the word is in sight, and each end that is cut has one sign.
  @Test(arguments: [16, 24, 40, 60, 120], [0, 3, 6, 40])
  func anExcerptHoldsTheFirstMatch(columns: Int, before: Int) {
    let text = Array(repeating: "mot", count: before).joined(separator: " ") + " l’Aiguille dans le foin"
    let snippet = Snippet.of(text + String(repeating: " fin", count: 60), around: ["aiguille"]).line
    let excerpt = WordMatches("aiguille").excerpt(snippet, columns: columns)
    #expect(excerpt.string.contains("Aiguille") && excerpt.width <= columns, "\(excerpt)")
    #expect(excerpt.string.hasSuffix("…") && !excerpt.string.contains("… …"), "\(excerpt)")
    #expect(excerpt.string.count { $0 == "…" } <= 2 && excerpt.string.dropFirst().dropLast().contains("…") == false)
  }
}
