import ClientCore
import Localization
import Sync
import TestSupport
import Testing
import Text

/// What is wrong with a link, as the status line and the journal say it.
@Suite struct LinkFaultTests {
  private func scenario(_ size: (Int, Int), _ language: Language) async throws -> Scenario {
    try await Scenario(size: size, language: language, firstPane: "forums", now: UnionWorld.autumn) { cache in
      _ = try UnionWorld.account(cache)
    }
  }

  private static let portal = SyncError.portal(
    .init(.certificate(.wrongName(host: "ul.example")), page: UntrustedText("http://wifi.train.example/")))

  @Test(
    arguments: [(40, 12), (80, 24)], Language.allCases)
  func aPortalIsNamedAndItsEndIsTold(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size, language)
    scenario.announce(SyncStatus(login: "ul", link: .offline(since: nil, Self.portal, nextTry: 0)))
    let name = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("fault-portal-\(name)")
    // Each try fails in the same way: it is told once.
    scenario.announce(SyncStatus(login: "ul", link: .connecting))
    scenario.announce(SyncStatus(login: "ul", link: .offline(since: nil, Self.portal, nextTry: 60)))
    scenario.announce(SyncStatus(login: "ul", link: .live(.push)))
    scenario.type("gj")
    scenario.check("fault-journal-\(name)")
  }

  @Test(arguments: Language.allCases) func aPauseShowsItsEndAndAClockItsError(language: Language) async throws {
    let scenario = try await scenario((80, 24), language)
    let link = SyncStatus.Link.offline(since: nil, .throttled(retryAfter: 300), nextTry: 0)
    scenario.announce(SyncStatus(login: "ul", link: link))
    #expect(scenario.text.contains(language == .french ? "demande d’attendre jusqu’à" : "asks to wait until"))
    scenario.announce(SyncStatus(login: "ul", link: .live(.push), standing: LinkStanding(clockOff: 10_800)))
    #expect(scenario.text.contains(language == .french ? "horloge en avance de 3" : "clock 3"))
  }
}
