import Foundation
import Localization
import Testing

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
}
