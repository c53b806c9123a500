import Compression
import JSON
import Testing

@testable import Bundles

struct BundleTests {
  private static func secret(_ number: UInt8) -> BundleSecret {
    BundleSecret(seed: [UInt8](repeating: number, count: BundleSecret.seedSize))!
  }

  private let author = secret(1)
  private let reader = secret(2)
  private let server = secret(3)

  private func content(files: Int = 1, size: Int = 40) -> BundleContent {
    var content = BundleContent(cooperative: "A1", author: "P1", made: "2026-05-01T10:00:00Z")
    for number in 0..<files {
      content.blobs.append((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3 &+ number &* 7) })
      content.entries.append(
        BundleEntry(key: "k\(number)", type: "Blob", id: ".b\(number)", action: .upload, blob: number))
    }
    content.entries.append(
      BundleEntry(
        key: "m", type: "Message", id: ".m", action: .create, content: ["body": "La grève"], basis: ["body": nil]))
    content.records["Message"] = BundleRecords(
      since: "a.0.1", state: "a.0.9", list: BundleObjects([["id": "M1"]]), destroyed: ["M2"])
    content.states = ["Message": "a.0.1"]
    return content
  }

  private func sealed(_ content: BundleContent? = nil, split: Int? = nil) throws -> SealedBundle {
    try .seal(content ?? self.content(), for: [reader.key], server: server.key, by: author, split: split)
  }

  private func opened(_ bytes: [UInt8], by secret: BundleSecret? = nil) throws(BundleRefusal) -> OpenedBundle {
    let bundles = SealedBundle.gather(try BundlePart.read(bytes))
    guard bundles.count == 1 else { throw .altered }
    return try bundles[0].get().open(with: [secret ?? reader])
  }

  @Test func comesOutAsItWentIn() throws {
    let bundle = try sealed()
    #expect(bundle.count == 1 && bundle.isFor(server: server.key) && !bundle.isFor(server: reader.key))
    for secret in [reader, server] {
      let opened = try opened(bundle.bytes, by: secret)
      var expected = content()
      expected.recipients = [reader.key, server.key]
      #expect(opened.content.text == expected.text && opened.content.blobs == expected.blobs)
      #expect(opened.signer == author.key && opened.reader == secret.key && opened.id == bundle.id)
    }
  }

  @Test func nothingOfItsWordsIsSeen() throws {
    var long = content()
    long.entries[1].content["body"] = .string(String(repeating: "assemblée ", count: 300))
    let bundle = try sealed(long)
    let text = String(decoding: bundle.bytes, as: UTF8.self)
    for word in ["assembl", "grève", "A1", "P1", "Message", author.key.text, reader.key.text, server.key.text] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test func whoIsMeantAloneOpensIt() throws {
    let bundle = try sealed()
    #expect(throws: BundleRefusal.notForUs) { try opened(bundle.bytes, by: Self.secret(4)) }
    // Not even its author.
    #expect(throws: BundleRefusal.notForUs) { try opened(bundle.bytes, by: author) }
  }

  @Test func everyTruncationIsTold() throws {
    let bytes = try sealed().bytes
    for count in 0..<bytes.count {
      let expected: BundleRefusal = count == 0 ? .notABundle : .truncated
      #expect(throws: expected, "\(count)") { try opened(Array(bytes[..<count])) }
    }
    #expect(throws: BundleRefusal.truncated) { try opened(bytes + [0]) }
  }

  @Test func everyAlteredByteIsTold() throws {
    let bytes = try sealed().bytes
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 1 << UInt8(place % 8)
      #expect(throws: BundleRefusal.self, "\(place)") { try opened(altered) }
    }
  }

  @Test func otherFilesAreNoBundles() {
    for text in ["hello", "TER1 bunker\n", "\u{7F}ELF", "%PDF-1.4"] {
      #expect(throws: BundleRefusal.notABundle) { try opened(Array(text.utf8)) }
    }
    let later = BundlePart.magic + [2]
    #expect(throws: BundleRefusal.newerVersion(2)) { try opened(later) }
  }

  @Test(arguments: [2_000, 3_000, 5_000]) func partsComeInAnyOrderAndTwice(split: Int) throws {
    let bundle = try sealed(content(files: 9, size: 3_000), split: split)
    try #require(bundle.count > 3)
    #expect(bundle.parts.allSatisfy { $0.bytes.count <= split })
    let mixed = (bundle.parts.reversed() + bundle.parts.prefix(2)).flatMap(\.bytes)
    #expect(try opened(mixed).content.blobs.count == 9)
    let some = bundle.parts.enumerated().filter { ![1, 2].contains($0.offset) }.flatMap(\.element.bytes)
    #expect(throws: BundleRefusal.incomplete(missing: [2, 3], of: bundle.count)) { try opened(some) }
  }

  @Test func partsOfTwoBundlesAreNotMixed() throws {
    let (one, two) = (
      try sealed(content(files: 9, size: 999), split: 2_000), try sealed(content(files: 9, size: 999), split: 2_000)
    )
    let gathered = SealedBundle.gather([one.parts[0], two.parts[1], one.parts[1], two.parts[0]])
    #expect(gathered.count == 2)
    // One that says to be another's.
    let false1 = BundlePart(
      id: one.parts[0].id, number: 1, count: one.count, tag: two.parts[0].tag, slots: two.parts[0].slots,
      sealed: two.parts[0].sealed)
    guard case .failure(.altered) = SealedBundle.gather([false1] + one.parts.dropFirst())[0] else {
      Issue.record("a foreign part was taken")
      return
    }
  }

  /// Somebody to whom it was sealed seals it to another, as if its author had meant him.
  @Test func aSignatureIsForWhomItWasMade() throws {
    let other = Self.secret(9)
    let (id, key) = (Sodium.random(16), Sodium.random(32))
    let payload = try Payload.made(of: content(), id: id, recipients: [reader.key], by: author)
    for (secret, isMeant) in [(reader, true), (other, false)] {
      let slots = [secret.key.sealed(key) ?? []]
      let tag = Sodium.random(16)
      let empty = BundlePart(
        id: id, number: 1, count: 1, tag: tag, slots: slots,
        sealed: [UInt8](repeating: 0, count: payload.count + Sodium.overhead))
      let part = BundlePart(
        id: id, number: 1, count: 1, tag: tag, slots: slots, sealed: Sodium.seal(payload, under: key, with: empty.head))
      if isMeant {
        #expect(try opened(part.bytes, by: secret).signer == author.key)
      } else {
        #expect(throws: BundleRefusal.altered) { try opened(part.bytes, by: secret) }
      }
    }
  }

  @Test func whatSwellsTooMuchIsRefused() throws {
    var content = content()
    content.blobs[0] = [UInt8](repeating: 0, count: 1 << 20)
    let payload = try Payload.made(of: content, id: [1], recipients: [reader.key], by: author)
    #expect(payload.count < 4_096)
    #expect(throws: BundleRefusal.tooLarge) { try Payload.read(payload, id: [1], most: 1 << 19) }
    #expect(throws: BundleRefusal.altered) { try Payload.read(payload, id: [2]) }
    #expect(throws: Never.self) { try Payload.read(payload, id: [1]) }
  }

  @Test func aLengthTellsItsMagnitudeAlone() {
    #expect(Payload.padded(3) == 256 && Payload.padded(257) == 272 && Payload.padded(1_000) == 1_024)
    for size in [300, 4_097, 70_000, 1_000_001] {
      #expect((size...(size + size / 8)).contains(Payload.padded(size)))
    }
  }

  @Test func aDevicesKeyIsThatOfItsToken() throws {
    let (one, same) = (try #require(BundleSecret(token: "abc")), try #require(BundleSecret(token: "abc")))
    #expect(one.key == same.key && one.key != BundleSecret(token: "abd")?.key)
    #expect(BundleKey(text: one.key.text) == one.key)
    for text in ["", "abc", one.key.text + "A", String(repeating: "A", count: 43)] {
      #expect(BundleKey(text: text) == nil)
    }
    #expect("\(one)" == "BundleSecret(…)")
  }

  @Test func missingNumbersAreNamedShortly() {
    #expect(BundleRefusal.list([1, 4, 5, 6, 9]) == "1, 4–6, 9")
    #expect(BundleRefusal.list(Array(stride(from: 1, to: 99, by: 2))).hasSuffix("15, …"))
  }

  @Test(arguments: [
    #"{}"#, #"[]"#, #"nonsense"#, #"{"cooperative":"A","author":"P","made":"m","entries":[{}]}"#,
    #"{"cooperative":"A","author":"P","made":"m","blobs":[-1]}"#,
    #"{"cooperative":"A","author":"P","made":"m","blobs":[9]}"#,
    #"{"cooperative":"A","author":"P","made":"m","entries":[{"key":"k","type":"Blob","id":".b","action":"upload","blob":5}]}"#,
    #"{"cooperative":"A","author":"P","made":"m","entries":[{"key":"k","type":"T","id":"x","action":"grant"}]}"#,
    #"{"cooperative":"A","author":"P","made":"m","records":{"Message":[]}}"#,
  ]) func whatMakesNoSenseIsRefused(json: String) {
    #expect(throws: BundleRefusal.self) { try BundleContent(Array(json.utf8), blobs: []) }
  }
}
