import ClientCore
import Foundation
import JSON
import Testing
import Text

@testable import TER1TUI

/// The editor within the interface, on a real cache. The journal stands for the pane that takes the text.
@Suite struct ComposerTests {
  private final class Desk {
    let cache: Cache
    var app = App(settings: InterfaceSettings())
    var now = 1_776_585_600.0
    private let folder: String

    init() throws {
      folder = NSTemporaryDirectory() + "ter1-composer-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      cache = try Cache(path: folder + "/cache.sqlite")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var surroundings: Surroundings {
      Surroundings(cache: cache.reader, now: now, zone: .gmt, makeID: { "id" })
    }

    func perform(_ effects: [Effect]) throws {
      for effect in app.settle(effects, surroundings) {
        switch effect {
        case .saveDraft(let draft): try cache.saveDraft(draft)
        case .deleteDraft(let id): try cache.deleteDraft(id)
        default: break
        }
      }
    }

    func type(_ keys: String) throws {
      for stroke in KeyStroke.sequence(keys) ?? [] {
        try perform(app.update(.terminal(.key(stroke)), surroundings))
      }
    }

    func compose(subject: String? = nil, body: String = "", layout: Composition.Layout = .page) throws {
      let account = try cache.reader.accounts().first?.id ?? AccountID(rawValue: 1)
      let target = ObjectKey(account, "Message", "m1")
      let composition = Composition(
        pane: JournalPane.name, tag: ["do": "reply"], target: target, title: "Répondre", subject: subject, body: body,
        layout: layout)
      try perform([.compose(composition)])
    }

    /// One account, so that drafts have somewhere to belong.
    func withAccount() throws -> Desk {
      let account = AccountDescription(jmapID: "a", name: "UL", capabilities: [], principalID: nil)
      _ = try cache.storeSession([:], login: "l", accounts: [account])
      return self
    }
  }

  @Test func draftIsKeptAfterAPauseAndAtLeastEveryTwoSeconds() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    try desk.type("Bonjour")
    let pause = try #require(desk.app.nextDeadline)
    #expect(pause > desk.now && pause <= desk.now + 1)
    for _ in 0..<10 {
      desk.now += 0.5
      try desk.type("a")
    }
    #expect(try #require(desk.app.nextDeadline) <= desk.now, "typing on must not put off the draft")
    try desk.perform(desk.app.update(.deadline, desk.surroundings))
    #expect(try desk.cache.reader.drafts().first?.content["body"]?.string == "Bonjouraaaaaaaaaa")
    #expect(desk.app.nextDeadline == nil)
  }

  @Test func whatWasTypedComesBackAfterTheProgramDied() throws {
    let desk = try Desk().withAccount()
    try desk.compose(subject: "")
    try desk.type("Objet<Enter>Corps")
    desk.now += 3
    try desk.perform(desk.app.update(.deadline, desk.surroundings))
    desk.app = App(settings: InterfaceSettings())
    try desk.perform(desk.app.start(size: Size(columns: 80, rows: 24), desk.surroundings))
    #expect(desk.app.composer?.body.text == "Corps")
    #expect(desk.app.composer?.subject?.text == "Objet")
    #expect(desk.app.composer?.composition.tag == ["do": "reply"])
  }

  @Test func closingKeepsTheTextAndOpeningFindsItAgain() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    try desk.type("abc<Esc>")
    #expect(desk.app.composer == nil)
    #expect(try desk.cache.reader.drafts().count == 1)
    try desk.compose(body: "autre chose")
    #expect(desk.app.composer?.body.text == "abc")
    let other = App(settings: InterfaceSettings())
    desk.app = other
    try desk.perform(desk.app.start(size: Size(columns: 80, rows: 24), desk.surroundings))
    #expect(desk.app.composer == nil || desk.app.composer?.body.text == "abc")
  }

  @Test func sendingHandsTheTextOverAndForgetsTheDraft() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    try desk.type("abc")
    desk.now += 3
    try desk.perform(desk.app.update(.deadline, desk.surroundings))
    try desk.type("<C-s>")
    #expect(desk.app.composer == nil)
    #expect(try desk.cache.reader.drafts().isEmpty)
  }

  @Test func anEmptyTextIsNotSent() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    try desk.type("<C-s>")
    #expect(desk.app.composer != nil)
    #expect(desk.app.notice != nil)
  }

  @Test func throwingAwayAsksFirst() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    try desk.type("abc<C-x>")
    #expect(desk.app.question != nil)
    try desk.type("n")
    #expect(desk.app.composer?.body.text == "abc")
    try desk.type("<C-x>o")
    #expect(desk.app.composer == nil)
  }

  @Test func theChatLineStaysOpenAfterSending() throws {
    let desk = try Desk().withAccount()
    try desk.compose(layout: .line)
    try desk.type("salut<Enter>")
    #expect(desk.app.composer?.body.isEmpty == true)
    try desk.type("encore")
    #expect(desk.app.composer?.body.text == "encore")
  }

  @Test func hangingUpKeepsTheText() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    try desk.type("abc")
    try desk.perform(desk.app.update(.terminal(.closed), desk.surroundings))
    #expect(try desk.cache.reader.drafts().first?.content["body"]?.string == "abc")
  }

  @Test func aPasteIsOneStepForUndo() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    try desk.perform(desk.app.update(.terminal(.paste("un\ndeux")), desk.surroundings))
    #expect(desk.app.composer?.body.text == "un\ndeux")
    try desk.type("<C-z>")
    #expect(desk.app.composer?.body.isEmpty == true)
  }

  @Test func theTargetFollowsTheServersID() throws {
    let desk = try Desk().withAccount()
    try desk.compose()
    let target = try #require(desk.app.composer?.composition.target)
    var changes = ChangeSet()
    changes.rename(target, to: "server")
    let id = desk.app.composer?.composition.draftID
    try desk.perform(desk.app.update(.cacheChanged(changes), desk.surroundings))
    #expect(desk.app.composer?.composition.target.id == "server")
    #expect(desk.app.composer?.composition.draftID == id)
  }
}
