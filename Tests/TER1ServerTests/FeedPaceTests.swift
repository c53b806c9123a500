import Testing

@testable import TER1Server

@Suite struct FeedPaceTests {
  @Test func keepsToWhatIsAskedWithinMeasure() {
    #expect(FeedPace.pause(asked: nil, failures: 0, chance: 0) == 3_600)
    #expect(FeedPace.pause(asked: nil, failures: 0, chance: 1) == 4_320)
    #expect(FeedPace.pause(asked: 10, failures: 0, chance: 0) == 900)
    #expect(FeedPace.pause(asked: 1e9, failures: 0, chance: 0) == 86_400)
  }

  @Test func doublesWithEachFailureUpToAWeek() {
    let pauses = (1...20).map { FeedPace.pause(asked: nil, failures: $0, chance: 0) }
    #expect(pauses[0] == 7_200 && pauses[1] == 14_400 && pauses == pauses.sorted() && pauses.last == 7 * 86_400)
    #expect(FeedPace.pause(asked: 100_000, failures: 1, chance: 0) >= 100_000)
  }
}
