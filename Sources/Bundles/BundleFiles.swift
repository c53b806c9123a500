internal import Glibc

/// Bundles as files: on a stick, or through a pipe.
public enum BundleFiles {
  public enum Trouble: Error, Hashable, Sendable {
    case cannotRead(path: String, reason: String)
    /// Nothing is written over.
    case exists(path: String)
    case cannotWrite(path: String, reason: String)
    case refused(BundleRefusal)
  }

  /// The parts in these files; `-` is standard input.
  public static func read(_ paths: [String]) throws(Trouble) -> [BundlePart] {
    var parts: [BundlePart] = []
    var room = BundlePart.mostBytes
    for path in paths {
      let bytes = try read(path, room)
      room -= bytes.count
      do { parts += try BundlePart.read(bytes) } catch { throw .refused(error) }
    }
    return parts
  }

  /// A folder stands for the bundles in it, by their beginning; what else lies there is left.
  public static func expanded(_ paths: [String]) throws(Trouble) -> [String] {
    var files: [String] = []
    for path in paths {
      guard path != "-", let folder = opendir(path) else {
        files.append(path)
        continue
      }
      defer { closedir(folder) }
      let found = names(in: folder).map { path + "/" + $0 }.filter(isBundle)
      guard !found.isEmpty else { throw .refused(.notABundle) }
      files += found
    }
    return files
  }

  private static func names(in folder: OpaquePointer) -> [String] {
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.first != "." { names.append(name) }
    }
    return names.sorted()
  }

  private static func isBundle(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: BundlePart.magic.count)
    return Glibc.read(file, &bytes, bytes.count) == bytes.count && bytes == BundlePart.magic
  }

  private static func read(_ path: String, _ most: Int) throws(Trouble) -> [UInt8] {
    let file = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .cannotRead(path: path, reason: String(cString: strerror(errno))) }
    defer { if file > 0 { close(file) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .cannotRead(path: path, reason: String(cString: strerror(errno))) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= most else { throw .refused(.tooLarge) }
    }
  }

  /// Writes a bundle: into the file `path`, readable by its owner only; several parts into files whose names go on with their number; all of
  /// it to standard output for `-`.
  /// - Returns: the names of the files.
  public static func write(_ bundle: SealedBundle, to path: String) throws(Trouble) -> [String] {
    guard path != "-" else {
      try write(bundle.bytes, to: 1, path)
      return []
    }
    let digits = max(3, String(bundle.count).count)
    let names = bundle.parts.map { part in
      let number = String(part.number)
      return bundle.count == 1 ? path : path + "." + String(repeating: "0", count: digits - number.count) + number
    }
    for name in names where access(name, F_OK) == 0 { throw .exists(path: name) }
    for (name, part) in zip(names, bundle.parts) { try create(name, part.bytes) }
    return names
  }

  private static func create(_ path: String, _ bytes: [UInt8]) throws(Trouble) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      throw errno == EEXIST ? .exists(path: path) : .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(file) }
    try write(bytes, to: file, path)
    // A stick is pulled out as soon as the command is done.
    guard fsync(file) == 0 || errno == EINVAL else {
      throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }

  private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(Trouble) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
      rest = rest.dropFirst(count)
    }
  }
}
