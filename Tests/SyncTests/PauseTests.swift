import Testing

@testable import Sync

/// `Retry-After` in its two forms.
struct PauseTests {
  private func pause(_ value: String, date: String? = nil) -> Double? {
    var headers = ["retry-after": value]
    headers["date"] = date
    return HTTPHead(status: 503, headers: headers).retryAfter
  }

  @Test func isReadInBothForms() {
    #expect(pause("120") == 120)
    #expect(pause("0") == 0)
    // By the server's clock, whatever ours says.
    #expect(pause("Sun, 06 Nov 1994 08:59:37 GMT", date: "Sun, 06 Nov 1994 08:49:37 GMT") == 600)
    #expect(pause("Sun, 06 Nov 1994 08:00:00 GMT", date: "Sun, 06 Nov 1994 08:49:37 GMT") == 0)
  }

  @Test(arguments: ["", "-5", "1.5", "nan", "inf", "soon", "Sun, 99 Nov 1994 08:49:37 GMT", "1e9"])
  func nonsenseIsNone(value: String) { #expect(pause(value) == nil) }

  @Test func absurdOnesAreCapped() {
    #expect(Backoff.delay(attempt: 1, random: 0, asked: pause("999999999999999999999")) == 3_600)
  }

  @Test func aStoredAnswerTellsNoTime() {
    #expect(HTTPHead(status: 200, headers: ["date": "Sun, 06 Nov 1994 08:49:37 GMT"]).date == 784_111_777)
    #expect(HTTPHead(status: 200, headers: ["date": "Sun, 06 Nov 1994 08:49:37 GMT", "age": "60"]).date == nil)
  }

  @Test func deadIPv6IsRememberedByItsHost() {
    var watch = LinkWatch()
    #expect(!watch.isIPv6Dead(of: "a.example"))
    watch.rememberIPv6IsDead(of: "a.example")
    #expect(watch.isIPv6Dead(of: "a.example") && !watch.isIPv6Dead(of: "b.example"))
  }
}
