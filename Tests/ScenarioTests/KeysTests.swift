import Runtime
import Synchronization
import TER1TUI
import TestSupport
import Testing

/// The person's own keys, read again while the program runs.
@Suite struct KeysTests {
  private final class File: Sendable {
    let text = Mutex<String?>(nil)
  }

  private func scenario(_ file: File, keymap: String = "default") async throws -> Scenario {
    try await Scenario(
      keymap: keymap, firstPane: "journal",
      adjust: { configuration in
        configuration.readKeymap = { (file.text.withLock { $0 }.map { ("/home/anna/keymap", $0) }, nil) }
      })
  }

  @Test func aChangedFileIsInForceAtOnce() async throws {
    let file = File()
    let scenario = try await scenario(file)
    file.text.withLock { $0 = "[global]\n<F12> = theme sun\n" }
    scenario.type("<F12>")
    #expect(scenario.terminal.theme.name == "default")
    scenario.type(": \"keymap.reload\" <Enter>")
    #expect(scenario.text.contains("Vos touches ont été relues"))
    scenario.type("<F12>")
    #expect(scenario.terminal.theme.name == "sun")
    file.text.withLock { $0 = nil }
    scenario.type(": \"keymap.reload\" <Enter>")
    #expect(scenario.text.contains("Pas de fichier keymap"))
    scenario.type(": \"theme mono\" <Enter> <F12>")
    #expect(scenario.terminal.theme.name == "mono")
  }

  @Test func withAnErrorTheOldOnesStay() async throws {
    let file = File()
    file.text.withLock { $0 = "[global]\n<F12> = theme sun\n" }
    let scenario = try await scenario(file)
    scenario.type(": \"keymap.reload\" <Enter>")
    file.text.withLock { $0 = "[global]\n<F12> = theme mono\n<F11> = them\n" }
    scenario.type(": \"keymap.reload\" <Enter>")
    #expect(scenario.text.contains("/home/anna/keymap:3:"), "line and remedy: \(scenario.text)")
    #expect(scenario.text.contains("theme"))
    scenario.type("<F12>")
    #expect(scenario.terminal.theme.name == "sun")
  }

  @Test func anotherKeymapKeepsThemOn() async throws {
    let file = File()
    file.text.withLock { $0 = "[global]\n<F12> = theme sun\n" }
    let scenario = try await scenario(file)
    scenario.type(": \"keymap.reload\" <Enter> : \"keymap vim\" <Enter> <F12>")
    #expect(scenario.terminal.theme.name == "sun")
  }
}
