import ClientCore
import JSON
import Runtime
import Settings
import TER1TUI
import TestSupport
import Testing
import Text

@Suite struct NewsTests {
  private static func named(_ id: String, _ body: String = "@moi le code est Alpha") -> JSONValue {
    Cooperative.post(id, body, in: "salon", by: "jo", ago: 0, ["mentions": ["moi"]])
  }
  private static func other(_ id: String) -> JSONValue {
    Cooperative.post(id, "Bonsoir", in: "tracts", by: "jo", ago: 0)
  }

  private func scenario(
    _ pane: String = "files", _ adjust: @escaping (inout Configuration) -> Void = { _ in }
  ) async throws -> (Scenario, AccountID) {
    var account: AccountID?
    let scenario = try await Scenario(
      firstPane: pane, fill: { account = try await Cooperative.fill($0) },
      adjust: {
        $0.settings.newsOccasion = .addressed
        $0.notify.ways = ["osc9"]
        adjust(&$0)
      })
    scenario.wait(seconds: 60)
    return (scenario, try #require(account))
  }

  private func receive(_ messages: [JSONValue], _ account: AccountID, _ scenario: Scenario) async throws {
    try await scenario.receive([Cooperative.delta(account, Message.name, messages)])
    scenario.wait(seconds: 40)
  }

  private func told(_ scenario: Scenario) -> [String] { scenario.terminal.told.map(\.text.string) }

  @Test func whoIsNamedIsToldWithoutAWordOfIt() async throws {
    let (scenario, account) = try await scenario()
    #expect(told(scenario).isEmpty, "what was there at the start is no news")
    try await receive([Self.other("c8")], account, scenario)
    #expect(told(scenario).isEmpty, "what speaks to nobody rings for nobody")
    try await receive([Self.named("c9")], account, scenario)
    #expect(told(scenario) == ["ter1: on vous nomme"])
    #expect(scenario.terminal.told[0].signals == [.osc9])
    scenario.wait(seconds: 600)
    #expect(told(scenario).count == 1, "it is told once")
  }

  @Test func aBurstIsOneNotification() async throws {
    let (scenario, account) = try await scenario()
    for number in 10..<15 {
      try await scenario.receive([Cooperative.delta(account, Message.name, [Self.named("c\(number)")])])
      scenario.wait(seconds: 0.1)
    }
    scenario.wait(seconds: 10)
    try await scenario.receive([Cooperative.delta(account, Message.name, [Self.named("c16")])])
    scenario.wait(seconds: 5)
    #expect(told(scenario) == ["ter1: 5 messages s’adressent à vous"])
    scenario.wait(seconds: 30)
    #expect(told(scenario).count == 2)
  }

  @Test func everythingWhereThatWasAsked() async throws {
    let (scenario, account) = try await scenario { $0.settings.newsOccasion = .all }
    try await receive([Self.other("c8")], account, scenario)
    #expect(told(scenario) == ["ter1: du nouveau"])
  }

  @Test func withItsTextWhereThatWasAsked() async throws {
    let (scenario, account) = try await scenario { $0.settings.newsTellsText = true }
    try await receive([Self.named("c9")], account, scenario)
    #expect(told(scenario) == ["ter1: On vous nomme\u{A0}: Salon · Jo Martin\u{A0}: @moi le code est Alpha"])
  }

  @Test func neverATextWhileItIsLocked() async throws {
    let (scenario, account) = try await scenario {
      ($0.settings.newsTellsText, $0.settings.canLock) = (true, true)
    }
    scenario.type("<F9>")
    try await receive([Self.named("c9")], account, scenario)
    #expect(told(scenario) == ["ter1: on vous nomme"])
  }

  @Test func nothingRingsForTheConversationThatIsLookedAt() async throws {
    let (scenario, account) = try await scenario("chat")
    scenario.type("<Enter>")
    try await receive([Self.named("c9")], account, scenario)
    #expect(scenario.text.contains("Alpha"))
    #expect(told(scenario).isEmpty)
    scenario.type("4")
    let later = Cooperative.post("d9", "@moi ?", in: "salon", by: "jo", ago: -2, ["mentions": ["moi"]])
    try await receive([later], account, scenario)
    #expect(told(scenario).count == 1)
  }

  /// A terminal that tells whether it is looked at rings while it is not, and then for everything.
  @Test func whoLooksAtTheTerminalIsNotRungFor() async throws {
    let (scenario, account) = try await scenario()
    #expect(scenario.terminal.watchesFocus)
    scenario.terminal.look(true)
    scenario.settle()
    try await receive([Self.named("c9")], account, scenario)
    #expect(told(scenario).isEmpty)
    scenario.terminal.look(false)
    scenario.settle()
    let later = Cooperative.post("d9", "@moi ?", in: "tracts", by: "jo", ago: -2, ["mentions": ["moi"]])
    try await receive([later], account, scenario)
    #expect(told(scenario).count == 1, "what was seen is not told afterwards")
  }

  @Test func whoLooksElsewhereIsToldOfTheOpenConversationToo() async throws {
    let (scenario, account) = try await scenario("chat")
    scenario.type("<Enter>")
    scenario.terminal.look(false)
    scenario.settle()
    try await receive([Self.named("c9")], account, scenario)
    #expect(told(scenario).count == 1)
  }

  @Test func withoutTheSettingTheTerminalIsAskedNothing() async throws {
    let scenario = try await Scenario(fill: { _ = try await Cooperative.fill($0) })
    #expect(!scenario.terminal.watchesFocus)
  }

  @Test func nothingRingsInQuietHours() async throws {
    // Ten o'clock in Paris, eight in UTC.
    let (scenario, account) = try await scenario { $0.notify.quiet = QuietHours("9:30-10:30") }
    try await receive([Self.named("c9")], account, scenario)
    #expect(told(scenario).isEmpty)
    scenario.wait(seconds: 3_600)
    #expect(told(scenario).isEmpty, "what came in quiet hours is not told afterwards")
    let late = Cooperative.post("d9", "@moi ?", in: "tracts", by: "jo", ago: -61, ["mentions": ["moi"]])
    try await receive([late], account, scenario)
    #expect(told(scenario).count == 1)
  }

  @Test func aProgramThatIsNotThereIsTold() async throws {
    let (scenario, account) = try await scenario { $0.notify.command = ["/nowhere/at all", "x"] }
    try await receive([Self.named("c9")], account, scenario)
    #expect(scenario.text.contains("/nowhere/at all"))
  }

  @Test(arguments: [
    ("22:00-07:00", 23 * 60, true), ("22:00-07:00", 419, true), ("22:00-07:00", 420, false),
    ("12:00-13:30", 810, false), ("12:00-13:30", 720, true),
  ])
  func quietHours(text: String, minute: Int, isQuiet: Bool) throws {
    #expect(try #require(QuietHours(text)).contains(minute) == isQuiet)
  }

  @Test(arguments: ["", "22", "22:00", "22:00-", "25:00-07:00", "22:60-07:00", "7:00-7:00", "a:b-c:d", "+1:00-2:00"])
  func hoursThatAreNone(text: String) { #expect(QuietHours(text) == nil) }
}
