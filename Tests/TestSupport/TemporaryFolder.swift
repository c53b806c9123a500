import Foundation

/// A private folder that goes, with all in it, when the last reference does.
public final class TemporaryFolder: Sendable {
  public let path: String

  /// - Parameter inMemory: where nothing needs to outlive the machine's power, a disk only costs time.
  public init(inMemory: Bool = false) throws {
    struct NotMade: Error { let code: Int32 }
    let disk = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let template = (inMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : disk) + "/ter1-test-XXXXXX"
    var bytes = Array(template.utf8CString)
    guard mkdtemp(&bytes) != nil else { throw NotMade(code: errno) }
    path = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  // What cannot be removed is left to whoever cleans /tmp.
  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func file(_ name: String) -> String { path + "/" + name }
}
