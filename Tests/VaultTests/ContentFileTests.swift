import Foundation
import Testing

@testable import Vault

/// Files beside the database: what is sealed in pieces is read anywhere, grows, and hides nothing that was done to it.
struct ContentFileTests {
  private let folder: Strongbox
  private let key: DatabaseKey

  init() throws {
    key = try DatabaseKey()
    folder = try Strongbox(key: key)
  }

  private func open(_ name: String) throws -> FileHandle {
    let path = folder.file(name)
    if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    return try #require(FileHandle(forUpdatingAtPath: path))
  }

  private static let bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  @Test(arguments: [1, 100, 16_383, 16_384, 16_385, 40_000]) func whatIsAppendedIsReadAnywhere(_ step: Int) throws {
    let handle = try open("f")
    for start in stride(from: 0, to: Self.bytes.count, by: max(step, 97)) {
      var file = try ContentFile(descriptor: handle.fileDescriptor, key: key)
      #expect(file.size == start)
      try file.append(Array(Self.bytes[start..<min(start + max(step, 97), Self.bytes.count)]))
    }
    let file = try ContentFile(descriptor: handle.fileDescriptor, key: key)
    #expect(file.size == Self.bytes.count)
    for (offset, count) in [
      (0, 50_000), (0, 1), (16_383, 2), (16_384, 16_384), (49_999, 10), (50_000, 1), (20_000, 29_000),
    ] {
      #expect(try file.read(at: offset, count: count) == Array(Self.bytes[offset..<min(50_000, offset + count)]))
    }
    let content = try Data(contentsOf: URL(filePath: folder.file("f")))
    #expect(content.range(of: Data(Self.bytes[1_000..<1_016])) == nil)
  }

  @Test func aChangedOrMovedPieceIsFound() throws {
    let handle = try open("f")
    var file = try ContentFile(descriptor: handle.fileDescriptor, key: key)
    try file.append(Self.bytes)
    let whole = try Data(contentsOf: URL(filePath: folder.file("f")))
    for place in stride(from: 0, to: whole.count, by: 487) {
      try folder.change("f") { $0[place] ^= 8 }
      let changed = try open("f")
      #expect(throws: VaultError.damaged) {
        let file = try ContentFile(descriptor: changed.fileDescriptor, key: key)
        _ = try file.read(at: 0, count: file.size)
      }
      try whole.write(to: URL(filePath: folder.file("f")))
    }
    let piece = 16_384 + 40
    try folder.change("f") { content in
      let first = content[32..<32 + piece]
      content[32..<32 + piece] = content[32 + piece..<32 + 2 * piece]
      content[32 + piece..<32 + 2 * piece] = first
    }
    let moved = try open("f")
    #expect(throws: VaultError.damaged) {
      _ = try ContentFile(descriptor: moved.fileDescriptor, key: key).read(at: 0, count: 1)
    }
  }

  @Test func whatACrashCutsIsNoContent() throws {
    let handle = try open("f")
    var file = try ContentFile(descriptor: handle.fileDescriptor, key: key)
    try file.append(Array(Self.bytes.prefix(20_000)))
    try handle.truncate(atOffset: UInt64(32 + 16_424 + 17))
    let cut = try ContentFile(descriptor: handle.fileDescriptor, key: key)
    #expect(cut.size == 16_384)
    #expect(try cut.read(at: 0, count: 20_000) == Array(Self.bytes.prefix(16_384)))
  }

  @Test func anotherKeyOpensNothing() throws {
    let handle = try open("f")
    var file = try ContentFile(descriptor: handle.fileDescriptor, key: key)
    try file.append([1, 2, 3])
    let other = try ContentFile(descriptor: handle.fileDescriptor, key: DatabaseKey())
    #expect(throws: VaultError.damaged) { try other.read(at: 0, count: 3) }
    try file.removeAll()
    #expect(try ContentFile(descriptor: handle.fileDescriptor, key: key).size == 0)
  }
}

struct KeyTests {
  private static func secret(_ text: String) throws -> GuardedBytes {
    try GuardedBytes(count: text.utf8.count) { $0.copyBytes(from: text.utf8) }
  }

  @Test func aPassphraseOpensTheKeyAndAnotherDoesNot() throws {
    let key = try DatabaseKey()
    let wrapped = try WrappedKey(key, passphrase: Self.secret("cinq mots sans rapport aucun"))
    #expect(wrapped.passes == 3 && wrapped.memory == 128 << 20)
    let kept = try WrappedKey(
      passes: wrapped.passes, memory: wrapped.memory, salt: wrapped.salt, sealed: wrapped.sealed)
    #expect(try kept.key(passphrase: Self.secret("cinq mots sans rapport aucun")).hexadecimal == key.hexadecimal)
    #expect(throws: VaultError.wrongKey) { try kept.key(passphrase: Self.secret("cinq mots sans rapport aucum")) }
    #expect(throws: VaultError.damaged) {
      try WrappedKey(passes: 3, memory: 1 << 40, salt: wrapped.salt, sealed: wrapped.sealed)
    }
  }

  @Test func aSealedTextOpensUnderItsOwnNameOnly() throws {
    let key = try DatabaseKey()
    let sealed = try key.seal(Array("jeton".utf8), named: "ul")
    #expect(try key.open(sealed, named: "ul") == Array("jeton".utf8))
    #expect(throws: VaultError.damaged) { try key.open(sealed, named: "autre") }
    #expect(throws: VaultError.damaged) { try DatabaseKey().open(sealed, named: "ul") }
    #expect(throws: VaultError.damaged) { try key.open(Array(sealed.dropLast()), named: "ul") }
  }

  @Test func aKeyPrintsAsNothing() throws {
    let key = try DatabaseKey()
    for text in [
      "\(key)", "\(key.bytes)", String(reflecting: key),
      String(describing: Mirror(reflecting: key.bytes).children.count),
    ] {
      #expect(!text.lowercased().contains(key.hexadecimal.prefix(8)))
    }
    #expect(try DatabaseKey(hexadecimal: key.hexadecimal).identity == key.identity)
    #expect(throws: VaultError.damaged) { try DatabaseKey(hexadecimal: "00ff") }
  }

  @Test func theWaitGrowsWithEachMistakeAndOutlivesTheProcess() throws {
    let box = try Strongbox()
    let tries = Tries(box.file("tries"))
    var waits: [Int] = []
    for _ in 0..<12 {
      try tries.noteFailure(now: 1_000)
      waits.append(Tries(box.file("tries")).wait(now: 1_000))
    }
    #expect(waits == [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    #expect(tries.wait(now: 1_200) == 100 && tries.wait(now: 1_300) == 0)
    // A clock that was put back makes nobody wait longer.
    #expect(tries.wait(now: 0) == 300)
    tries.forget()
    #expect(tries.wait(now: 1_000) == 0)
  }

  @Test func theLockIsHeldTogetherOrAlone() throws {
    let box = try Strongbox()
    let lock = try HomeLock(box.file("lock"))
    #expect(lock.alone { 1 } == 1)
    do {
      let other = try HomeLock(box.file("lock"))
      #expect(lock.alone { 1 } == nil)
      withExtendedLifetime(other) {}
    }
    #expect(lock.alone { 1 } == 1)
  }
}
