import CSodium
import Compression
import Testing

@Suite struct ZstandardTests {
  static let texts: [[UInt8]] = [
    [], [0], Array("Bonjour à toutes et tous".utf8),
    Array(String(repeating: "{\"body\":\"Assemblée générale jeudi à 18 h\",\"id\":\"M1\"},", count: 700).utf8),
    (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) },
  ]

  @Test(arguments: [true, false], [Zstandard.Effort.text, .bulk])
  func comesBackAsItWas(_ usingDictionary: Bool, _ effort: Zstandard.Effort) throws {
    for text in Self.texts {
      let frame = try #require(Zstandard.compress(text, effort, usingDictionary: usingDictionary))
      #expect(
        try Zstandard.decompress(frame, most: text.count, usingDictionary: usingDictionary) == text)
    }
  }

  @Test func theDictionaryHelps() throws {
    let answer = Array(
      #"{"methodResponses":[["Sync/changes",{"token":"Ab3dEf9h.0.123.Xy12Zz34"},"s"]],"sessionState":"q1W2e3R4t5Y6u7I8o9P0aa"}"#
        .utf8)
    let frame = try #require(Zstandard.compress(answer, .text, usingDictionary: true))
    #expect(frame.count <= answer.count * 2 / 3)
    let plain = try #require(Zstandard.compress(answer, .text, usingDictionary: false))
    #expect(frame.count < plain.count)
  }

  @Test func theCodingIsNamedByTheDictionary() {
    let bytes = SharedDictionary.bytes
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    let digits = digest.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(SharedDictionary.coding == "ter1-" + digits)
  }

  @Test func withoutTheDictionaryItIsBroken() throws {
    let frame = try #require(Zstandard.compress(Self.texts[3], .text, usingDictionary: true))
    let read = Result { () throws(Zstandard.Refusal) in
      try Zstandard.decompress(frame, most: 1 << 20, usingDictionary: false)
    }
    #expect(read != .success(Self.texts[3]))
  }

  @Test func aBombIsCapped() throws {
    let zeros = [UInt8](repeating: 0x20, count: 50_000_000)
    let frame = try #require(Zstandard.compress(zeros, .bulk, usingDictionary: true))
    #expect(frame.count < 20_000)
    #expect(throws: Zstandard.Refusal.tooLarge) {
      try Zstandard.decompress(frame, most: 1 << 20, usingDictionary: true)
    }
    // The reader is never handed more than it can refuse in time.
    struct Enough: Error {}
    var got = 0
    let decoder = try #require(ZstandardDecoder(usingDictionary: true))
    #expect(throws: Enough.self) {
      try frame.withUnsafeBufferPointer { frame in
        try decoder.take(frame) { piece in
          got += piece.count
          if got > 100_000 { throw Enough() }
        }
      }
    }
    #expect(got <= 100_000 + 65_536)
  }

  @Test func cutAnywhereItIsBroken() throws {
    let frame = try #require(Zstandard.compress(Self.texts[2] + Self.texts[3], .text, usingDictionary: true))
    for length in 0..<frame.count {
      #expect(throws: Zstandard.Refusal.broken) {
        try Zstandard.decompress(Array(frame[..<length]), most: 1 << 20, usingDictionary: true)
      }
    }
    #expect(throws: Zstandard.Refusal.broken) {
      try Zstandard.decompress(frame + [0], most: 1 << 20, usingDictionary: true)
    }
  }

  /// Whatever comes: an end, within the bounds.
  @Test func damagedAnywhereItEndsInTime() throws {
    let frame = try #require(Zstandard.compress(Self.texts[3], .text, usingDictionary: true))
    var random = SystemRandomNumberGenerator()
    for index in frame.indices {
      for _ in 0..<8 {
        var damaged = frame
        damaged[index] = UInt8.random(in: 0...255, using: &random)
        if index + 1 < frame.count, Bool.random() { damaged.swapAt(index, index + 1) }
        do {
          let content = try Zstandard.decompress(damaged, most: 100_000, usingDictionary: true)
          #expect(content.count <= 100_000)
        } catch {}
      }
    }
    for length in [1, 7, 64, 4_000] {
      let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(throws: Zstandard.Refusal.self) {
        try Zstandard.decompress(noise, most: 100_000, usingDictionary: true)
      }
    }
  }

  @Test func itComesInPiecesOfAnySize() throws {
    let text = Self.texts[4]
    let frame = try #require(Zstandard.compress(text, .bulk, usingDictionary: false))
    for size in [1, 3, 1_000, 70_000] {
      let decoder = try #require(ZstandardDecoder(usingDictionary: false))
      var content: [UInt8] = []
      for start in stride(from: 0, to: frame.count, by: size) {
        try frame[start..<min(start + size, frame.count)].withUnsafeBufferPointer { piece in
          try decoder.take(piece) { content += $0 }
        }
      }
      #expect(decoder.isComplete)
      #expect(content == text)
    }
  }
}
