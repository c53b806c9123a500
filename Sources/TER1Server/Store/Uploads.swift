import Glibc

/// An upload in pieces: docs/protocol.md, section 12. What came so far is a file in the folder `uploads`, named by a digest, so that
/// no name of a client's reaches the file system.
extension Cooperative {
  /// A path for an upload that is not in pieces; whoever writes the file removes it.
  public func temporaryUploadPath() -> String { uploads + "/tmp-" + Secrets.text(Secrets.random(16)) }

  private func path(ofUpload id: String, by member: Member) -> String {
    let name = Secrets.digest(Array("\(member.principalID)\0\(id)".utf8), size: 24)
    return uploads + "/" + Self.prefix(of: member) + Secrets.text(name)
  }

  /// What the names of a member's unfinished uploads begin with; each of one length, so that none begins another.
  private static func prefix(of member: Member) -> String {
    "part-" + Secrets.text(Secrets.digest(Array(member.principalID.utf8), size: 18)) + "-"
  }

  /// What the member's unfinished uploads take.
  func unfinishedBytes(of member: Member) -> Int64 {
    let prefix = Self.prefix(of: member)
    return names(in: uploads).reduce(0) { sum, name in
      var status = stat()
      guard name.hasPrefix(prefix), stat(uploads + "/" + name, &status) == 0 else { return sum }
      return sum + Int64(status.st_size)
    }
  }

  /// A path for a piece on its way. What came of one that was cut stays there until `takeCutPieces`.
  public func piecePath(ofUpload id: String, by member: Member, at offset: Int64) -> String {
    path(ofUpload: id, by: member) + ".\(offset)." + Secrets.text(Secrets.random(8))
  }

  /// Adds what came of pieces that were cut, by a link or by the end of the server: no byte has to come twice.
  public func takeCutPieces(ofUpload id: String, by member: Member) throws(UploadError) {
    let path = path(ofUpload: id, by: member)
    let name = String(path.dropFirst(uploads.count + 1)) + "."
    for piece in names(in: uploads) where piece.hasPrefix(name) {
      guard let offset = piece.dropFirst(name.count).split(separator: ".").first.flatMap({ Int64($0) }) else {
        continue
      }
      defer { unlink(uploads + "/" + piece) }
      do throws(UploadError) {
        _ = try appendUpload(id, by: member, piece: uploads + "/" + piece, at: offset)
      } catch {
        // The request that brought it may have ended, and taken it away, meanwhile.
        if case .storage = error, access(uploads + "/" + piece, F_OK) == 0 { throw error }
      }
    }
  }

  /// How many bytes of the upload are there.
  public func progress(ofUpload id: String, by member: Member) -> Int64 {
    var status = stat()
    return stat(path(ofUpload: id, by: member), &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Appends a piece that lies in a file. A piece of which a part is there already is taken from where it goes on.
  /// - Returns: how many bytes are there now.
  public func appendUpload(
    _ id: String, by member: Member, piece: String, at offset: Int64
  ) throws(UploadError) -> Int64 {
    let target = open(path(ofUpload: id, by: member), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw .storage(String(cString: strerror(errno))) }
    defer { Glibc.close(target) }
    guard flock(target, LOCK_EX) == 0 else { throw .storage(String(cString: strerror(errno))) }
    let there = Int64(lseek(target, 0, SEEK_END))
    guard offset <= there else { throw .misplaced(there) }
    let source = open(piece, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw .storage(String(cString: strerror(errno))) }
    defer { Glibc.close(source) }
    // A piece may end before what is there already: then it brings nothing.
    lseek(source, Int(there - offset), SEEK_SET)
    let copied = try Self.copy(source, to: target)
    guard fsync(target) == 0 else { throw .storage(String(cString: strerror(errno))) }
    return there + copied
  }

  private static func copy(_ source: Int32, to target: Int32) throws(UploadError) -> Int64 {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var copied: Int64 = 0
    while true {
      let count = Glibc.read(source, &buffer, buffer.count)
      guard count >= 0 else { throw .storage(String(cString: strerror(errno))) }
      guard count > 0 else { return copied }
      guard Glibc.write(target, buffer, count) == count else { throw .storage(String(cString: strerror(errno))) }
      copied += Int64(count)
    }
  }

  /// Makes a blob of a complete upload.
  /// - Throws: `misplaced` when another request has done it meanwhile: the link was cut behind the last byte, and the client asks while
  ///   the server is still at it. It may be sent again: the blob is the same.
  public func finishUpload(_ id: String, by member: Member) throws(UploadError) -> Blob {
    let path = path(ofUpload: id, by: member)
    guard access(path, F_OK) == 0 else { throw .misplaced(0) }
    do {
      let blob = try keepBlob(fromFile: path, for: member)
      unlink(path)
      return blob
    } catch {
      guard access(path, F_OK) == 0 else { throw .misplaced(0) }
      throw .storage("\(error)")
    }
  }

  private func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }

  func removeOldUploads(before time: Int64) {
    for name in names(in: uploads) {
      var status = stat()
      let path = uploads + "/" + name
      guard name.hasPrefix("part-") || name.hasPrefix("tmp-"), stat(path, &status) == 0, status.st_mtim.tv_sec < time
      else { continue }
      unlink(path)
    }
  }
}
