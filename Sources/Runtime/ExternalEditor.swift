import Glibc
import Settings

/// Another program to write in. The text lies in a file of its own that nobody else can read, and that is gone afterwards; no shell is involved.
struct ExternalEditor {
  let command: [String]
  let environment: [String: String]

  /// Every line of the file ends with a line break, as editors expect. The file, and what the editor puts beside it, lie in a folder
  /// in memory where there is one.
  ///
  /// - Returns: the text as the person left it; nil when the editor could not be run, or said that it failed.
  func edit(_ text: String) -> String? {
    guard let folder = Self.makeFolder(in: places) else { return nil }
    defer { Self.remove(folder) }
    let path = folder + "/text.md"
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0, Self.write(text.hasSuffix("\n") ? text : text + "\n", to: file) else { return nil }
    do throws(SpawnError) {
      guard try ChildProcess(command + [path]).wait() == 0 else { return nil }
    } catch {
      return nil
    }
    return Self.read(path)
  }

  /// The first two are in memory on every usual system.
  private var places: [String] {
    [environment["XDG_RUNTIME_DIR"], "/dev/shm", environment["TMPDIR"], "/tmp"].compactMap(\.self)
  }

  private static func makeFolder(in places: [String]) -> String? {
    for place in places where place.hasPrefix("/") {
      var template = Array("\(place)/ter1-XXXXXX".utf8CString)
      if mkdtemp(&template) != nil {
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
    return nil
  }

  /// With the editor's own copies: its swap file, its backup.
  private static func remove(_ folder: String) {
    guard let entries = opendir(folder) else { return }
    while let entry = readdir(entries) {
      withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { _ = unlinkat(dirfd(entries), $0, 0) }
      }
    }
    closedir(entries)
    rmdir(folder)
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
