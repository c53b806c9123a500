import ClientCore
import Runtime
import TER1TUI
import TestSupport
import Testing

@Suite struct LinkSheetTests {
  @Test(arguments: [(80, 24), (40, 12)]) func aLinkBecomesACodeOrWords(columns: Int, rows: Int) async throws {
    let scenario = try await Scenario(
      size: (columns, rows), firstPane: "chat", fill: { try await Cooperative.fill($0) })
    scenario.type(": \"link.qr https://meet.coop.example/union\" <Enter>")
    scenario.check("link-qr-\(columns)x\(rows)")
    scenario.type("j")
    #expect(!scenario.text.contains("meet.coop.example/union"), "a key closes it")
    scenario.type(": \"link.show https://meet.coop.example/union\" <Enter>")
    #expect(scenario.text.hasPrefix("https://meet.coop.example/union"))
  }

  @Test func theQuestionOffersIt() async throws {
    let scenario = try await Scenario(size: (40, 12), firstPane: "forums", fill: { try await Cooperative.fill($0) })
    scenario.type("<Enter> <Enter> G p p p o")
    #expect(scenario.text.contains("q QR"), "\(scenario.text)")
  }

  @Test func withoutBlocksTheAddressIsThere() async throws {
    let scenario = try await Scenario(
      fill: { try await Cooperative.fill($0) }, adjust: { $0.settings.hasBlocks = false })
    scenario.type(": \"link.qr https://meet.coop.example/union\" <Enter>")
    #expect(scenario.text.contains("https://meet.coop.example/union"))
    #expect(!scenario.text.contains("█"))
  }
}
