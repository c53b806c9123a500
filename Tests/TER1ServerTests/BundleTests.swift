import Bundles
import JSON
import TER1Server
import Testing
import Wire

/// Bundles at the server's end: docs/protocol.md, section 29.
struct BundleTests {
  private let village: Village
  private let secret: BundleSecret
  private let channel: String

  init() throws {
    village = try Village()
    channel = try Self.created(
      village, "Channel/set", ["kind": "chat", "name": "salon"], as: "anna")
    secret = try Self.device(of: "bert", village)
  }

  private static func created(_ village: Village, _ name: String, _ draft: JSONValue, as handle: String) throws
    -> String
  {
    let answer = try village.call(name, ["create": ["k": draft]], as: handle)
    return try #require(answer["created"]?["k"]?["id"]?.string, "\(answer)")
  }

  private static func device(of handle: String, _ village: Village) throws -> BundleSecret {
    let answer = try village.call("Device/set", ["create": ["d": ["name": "stick"]]], as: handle)
    let token = try #require(answer["created"]?["d"]?["token"]?.string)
    return try #require(BundleSecret(token: token))
  }

  private var server: BundleKey {
    get throws {
      let session = village.cooperative.session(for: try village.member("bert"), baseURL: "")
      let offered = session["accounts"]?[village.cooperative.accountID]?["accountCapabilities"]?["urn:ter1:bundles"]
      let text = try #require(offered?["key"]?.string)
      return try #require(BundleKey(text: text))
    }
  }

  private func message(_ name: String, _ more: JSONObject = [:]) -> BundleEntry {
    let draft: JSONObject = ["clientId": .string(name), "channelId": .string(channel), "body": .string(name)]
    return BundleEntry(
      key: "k" + name, type: "Message", id: "." + name, action: .create, content: draft.merging(more) { $1 })
  }

  private func update(_ id: String, _ key: String, _ patch: JSONObject, _ basis: JSONObject = [:]) -> BundleEntry {
    BundleEntry(key: key, type: "Message", id: id, action: .update, content: patch, basis: basis)
  }

  private func sealed(
    _ entries: [BundleEntry], by secret: BundleSecret? = nil, cooperative: String? = nil, files: [[UInt8]] = []
  ) throws -> SealedBundle {
    var content = BundleContent(
      cooperative: cooperative ?? village.cooperative.accountID, author: try village.member("bert").principalID,
      made: "2026-05-01T10:00:00Z")
    (content.entries, content.blobs) = (entries, files)
    return try .seal(content, for: [], server: try server, by: secret ?? self.secret)
  }

  private func take(_ bundle: SealedBundle) throws -> BundleReport { try village.cooperative.take(bundle).get() }

  private func bodies() throws -> [String] {
    try (village.call("Message/get", ["ids": nil], as: "anna")["list"]?.array ?? []).compactMap { $0["body"]?.string }
      .sorted()
  }

  @Test func eachChangeIsMadeOnceAsItsAuthor() throws {
    let upload = BundleEntry(key: "u", type: "Blob", id: ".file", action: .upload, blob: 0)
    let attachment: JSONValue = ["blobId": ".file", "name": "a.txt", "type": "text/plain"]
    let entries = [
      upload, message("un", ["attachments": [attachment]]), message("deux", ["replyTo": ".un"]),
      update(".un", "e", ["body": "corrigé"], ["body": "un"]),
    ]
    let bundle = try sealed(entries, files: [Array("Bonjour".utf8)])
    #expect(try take(bundle).made == 3)
    #expect(try bodies() == ["corrigé", "deux"])
    #expect(throws: BundleRefusal.alreadyHere) { try take(bundle) }
    // The same changes in another bundle, with one more.
    let report = try take(try sealed(entries + [message("trois")], files: [Array("Bonjour".utf8)]))
    #expect(report.made == 1 && report.already == 3 && report.author == "bert")
    let list = try village.call("Message/get", ["ids": nil], as: "anna")["list"]?.array ?? []
    let author = try village.member("bert").principalID
    #expect(list.allSatisfy { $0["senderId"] == .string(author) })
    #expect(list.first { $0["body"] == "corrigé" }?["attachments"]?[0]?["size"] == 7)
    // Its author sends it himself, later.
    let again = try village.call(
      "Message/set", ["create": ["k": .object(message("un").content)]], as: "bert")
    #expect(again["notCreated"]?["k"]?["type"] == "alreadyExists")
  }

  @Test func rightsAreTheAuthors() throws {
    let theirs = try Self.created(
      village, "Message/set", ["clientId": "x", "channelId": .string(channel), "body": "d'Anna"], as: "anna")
    let report = try take(
      try sealed([
        update(theirs, "a", ["body": "volé"]), update(theirs, "b", ["pinned": true]),
        BundleEntry(key: "c", type: "Channel", id: channel, action: .destroy),
        BundleEntry(key: "d", type: "Device", id: ".d", action: .create, content: ["name": "x"]), message("bon"),
      ]))
    #expect(report.made == 1 && report.refused.count == 4)
    #expect(try bodies() == ["bon", "d'Anna"])
  }

  @Test func whoIsNobodyIsRefused() throws {
    let stranger = try #require(BundleSecret(token: "nobody's"))
    #expect(throws: BundleRefusal.stranger) { try take(try sealed([message("a")], by: stranger)) }
    // Another member's device, in bert's name.
    let carl = try Self.device(of: "carl", village)
    #expect(throws: BundleRefusal.stranger) { try take(try sealed([message("a")], by: carl)) }
    #expect(throws: BundleRefusal.otherCooperative) { try take(try sealed([message("a")], cooperative: "Aother")) }
    let other = try Village()
    #expect(throws: BundleRefusal.notForUs) { try other.cooperative.take(try sealed([message("a")])).get() }
    let bundle = try sealed([message("a")])
    let device = try #require(try village.cooperative.devices(of: "bert").first)
    try village.cooperative.revokeDevice(device.id)
    #expect(throws: BundleRefusal.stranger) { try take(bundle) }
    #expect(try bodies().isEmpty)
    let principal = try village.call("Principal/get", ["ids": [.string(try village.member("bert").principalID)]])
    #expect(principal["list"]?[0]?["bundleKeys"] == nil)
  }

  @Test func whatWasWithdrawnComesNoMore() throws {
    let bundle = try sealed([message("a")])
    // Another member cannot withdraw it.
    for (handle, isGone) in [("carl", false), ("bert", true)] {
      let request = Request(
        using: [Capability.bundles],
        methodCalls: [
          Invocation(
            "Bundle/set",
            ["accountId": .string(village.cooperative.accountID), "destroy": [.string(bundle.id)]], id: "0")
        ])
      let answer = village.cooperative.api(request.json.bytes, as: try village.member(handle))
      #expect(String(decoding: answer.body, as: UTF8.self).contains(bundle.id))
      guard isGone else { continue }
      #expect(throws: BundleRefusal.withdrawn) { try take(bundle) }
    }
    #expect(try bodies().isEmpty)
  }

  @Test func whatAnotherSawFirstIsNotOverwritten() throws {
    _ = try take(try sealed([message("a")]))
    let id = try #require(try village.call("Message/get", ["ids": nil], as: "bert")["list"]?[0]?["id"]?.string)
    _ = try village.call("Message/set", ["update": [id: ["body": "plus récent"]]], as: "bert")
    let late = try sealed([update(id, "u", ["body": "vieux"], ["body": "a"])])
    #expect(try take(late).refused.map(\.reason) == ["stateMismatch"])
    #expect(try bodies() == ["plus récent"])
  }

  @Test func aMembersBundleHoldsWhatHeMayReadAlone() throws {
    _ = try take(try sealed([message("a")]))
    try village.cooperative.grant([.read], on: .channel(name: "salon"), to: .member(handle: "carl"))
    let carl = try Self.device(of: "carl", village)
    func records(_ handle: String, _ secret: BundleSecret) throws -> BundleContent {
      try village.cooperative.exportBundle(for: handle).get().bundle.open(with: [secret]).content
    }
    #expect(try records("carl", carl).records["Message"]?.list.count == 1)
    #expect(try records("carl", carl).records["Channel"]?.list.first { _ in true }?["isRestricted"] == true)
    #expect(try records("bert", secret).records["Message"]?.list.isEmpty ?? true)
    #expect(throws: CooperativeError.noDevice(handle: "anna")) {
      try village.cooperative.exportBundle(for: "anna").get()
    }
    #expect(throws: CooperativeError.unknownMember(handle: "eve")) {
      try village.cooperative.exportBundle(for: "eve").get()
    }
  }
}
