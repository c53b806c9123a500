import ClientCore
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing

/// The interface hides what it holds, and gives it back for the passphrase alone.
struct LockTests {
  private static func scenario(
    _ size: (Int, Int) = (80, 24), _ language: Language = .english, lockAfter: Double? = nil
  ) async throws -> Scenario {
    try await Scenario(
      size: size, language: language, firstPane: "chat", fill: { try await Cooperative.fill($0) },
      adjust: { configuration in
        configuration.settings.canLock = true
        configuration.settings.lockAfter = lockAfter
        configuration.unlock = { $0 == "cinq mots" ? .opened : .wrong(wait: 4) }
      })
  }

  @Test(arguments: [(80, 24), (40, 12), (200, 50)], [Language.english, .french])
  func nothingIsSeenWhileItIsLocked(_ size: (Int, Int), _ language: Language) async throws {
    let scenario = try await Self.scenario(size, language)
    let before = scenario.text
    scenario.type("<F9>")
    scenario.check("locked-\(size.0)x\(size.1)-\(language.rawValue)")
    #expect(scenario.terminal.clearings == 1)
    // Keys of the panes do nothing, and what comes is not shown.
    scenario.type("\"faux\" <Enter>")
    scenario.check("locked-wrong-\(size.0)x\(size.1)-\(language.rawValue)")
    scenario.announce(.everything)
    #expect(!scenario.text.contains(before.split(separator: "\n")[2]))
    scenario.type("\"cinq mots\" <Enter>")
    #expect(scenario.text == before)
  }

  @Test func itLocksByItselfWhenNobodyTypes() async throws {
    let scenario = try await Self.scenario(lockAfter: 300)
    let before = scenario.text
    scenario.wait(seconds: 299)
    #expect(scenario.text == before)
    scenario.type("j")
    scenario.wait(seconds: 299)
    #expect(!scenario.text.contains("locked"))
    scenario.wait(seconds: 2)
    #expect(scenario.text.contains("ter1 is locked"))
  }

  @Test func whatIsBeingWrittenIsKept() async throws {
    let scenario = try await Self.scenario()
    scenario.type(": \"pane chat\" <Enter> <Enter> i \"à suivre\" <F9>")
    #expect(!scenario.text.contains("à suivre"))
    #expect(try scenario.cache.reader.drafts().count == 1)
    scenario.type("\"cinq mots\" <Enter>")
    #expect(scenario.text.contains("à suivre"))
  }

  @Test func withoutAPassphraseItIsSaidThatNothingLocks() async throws {
    let scenario = try await Scenario(language: .english) { try await Cooperative.fill($0) }
    scenario.type("<F9>")
    #expect(scenario.text.contains("ter1 vault passphrase"))
    scenario.type("<F4>")
    #expect(scenario.text.contains("ter1 vault passphrase"))
  }
}
