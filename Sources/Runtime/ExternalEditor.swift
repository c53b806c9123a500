import Glibc
import Settings

/// Another program to write in. The text lies in a file of its own that nobody else can read; no shell is involved.
struct ExternalEditor {
  let command: [String]
  let environment: [String: String]

  /// Every line of the file ends with a line break, as editors expect.
  ///
  /// - Returns: the text as the person left it; nil when the editor could not be run, or said that it failed.
  func edit(_ text: String) -> String? {
    let folder = environment["XDG_RUNTIME_DIR"] ?? environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(folder)/ter1-XXXXXX.md".utf8CString)
    let file = mkstemps(&template, 3)
    guard file >= 0 else { return nil }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    guard Self.write(text.hasSuffix("\n") ? text : text + "\n", to: file) else { return nil }
    do throws(SpawnError) {
      guard try ChildProcess(command + [path]).wait() == 0 else { return nil }
    } catch {
      return nil
    }
    return Self.read(path)
  }

  private static func write(_ text: String, to file: Int32) -> Bool {
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func read(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while case let count = Glibc.read(file, &piece, piece.count), count > 0 { bytes += piece.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
