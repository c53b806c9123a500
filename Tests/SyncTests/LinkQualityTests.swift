import ClientCore
import TestSupport
import Testing

@testable import Sync

/// How fast the link is, as its own traffic shows.
struct LinkQualityTests {
  private func sample(sent bytes: Int, in seconds: Double) -> LinkSample {
    var sample = LinkSample()
    sample.sent = (bytes, seconds)
    return sample
  }

  @Test func whatGoesUpIsMeasuredWithoutTheRoundTrip() throws {
    var ledger = LinkLedger()
    var waited = LinkSample()
    waited.roundTrip = 0.5
    ledger.note(waited)
    #expect(ledger.quality.up == nil)
    ledger.note(sample(sent: 60_000, in: 10.5))
    #expect(ledger.quality.up == 6_000)
    #expect(ledger.quality.roundTrip == 0.5, "an upload says nothing of it")
    // Sooner than a round trip takes: buffers and clocks, no speed.
    ledger.note(sample(sent: 60_000, in: 0.4))
    #expect(ledger.quality.up == 6_000)
  }

  @Test func whatIsSentCostsWhatTheLinkTakesUp() {
    let standing = LinkStanding(budget: 1_000_000, quality: LinkQuality(roundTrip: 0.5, down: 50_000, up: 5_000))
    let (up, down) = (FetchCost(size: 49_600, going: .up, standing), FetchCost(size: 49_600, standing))
    #expect(up.bytes == 50_000 && down.bytes == 50_000)
    #expect(up.seconds == 10.5 && down.seconds == 1.5)
    #expect(FetchCost(size: 1, going: .up, LinkStanding(quality: LinkQuality(down: 50_000))).seconds == nil)
  }
}
