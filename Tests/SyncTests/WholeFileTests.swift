import ClientCore
import Foundation
import Sync
import TestSupport
import Testing

/// A file that was fetched before is copied as it came, or not at all.
struct WholeFileTests {
  private static let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

  @Test func whatWasChangedSinceIsNotCopied() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/source"
    try "hello".write(toFile: file, atomically: true, encoding: .utf8)
    let whole = try #require(WholeFile(file, size: 5, sha256: Self.sha256))
    #expect(WholeFile(file, size: 6, sha256: Self.sha256) == nil)
    let (first, second) = (try whole.copy(as: folder.path + "/copy.txt"), try whole.copy(as: folder.path + "/copy.txt"))
    #expect(first == folder.path + "/copy.txt" && second == folder.path + "/copy (2).txt")
    #expect(try String(contentsOfFile: second, encoding: .utf8) == "hello")
    try "hullo".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(WholeFile(file, size: 5, sha256: Self.sha256) == nil)
    #expect(throws: SyncError.file(.wrongDigest)) { try whole.copy(as: folder.path + "/late.txt") }
    try FileManager.default.removeItem(atPath: file)
    #expect(throws: SyncError.self) { try whole.copy(as: folder.path + "/late.txt") }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(left == ["copy (2).txt", "copy.txt"])
  }
}
