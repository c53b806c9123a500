import JSON
import Testing

@testable import ClientCore

@Suite struct HistoryPageTests {
  @Test("a server that gives fewer than were asked for has not come to the end (RFC 8620, section 5.5)")
  func aPageByTheServersLimitIsNotTheLast() {
    var query = HistoryQuery(AccountID(rawValue: 1), Message.name, .filter([:]), limit: 64)
    query.progress = .backwards
    var page = HistoryPage(query, ids: ["a", "b"], objects: [])
    #expect(page.isLast)
    page.limit = 2
    #expect(!page.isLast)
    page.ids = ["c"]
    #expect(page.isLast)
    (page.ids, page.limit) = ([], 0)
    #expect(page.isLast)
  }
}
