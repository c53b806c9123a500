public import ClientCore
import Text

extension SyncEngine {
  /// Brings a blob to `download.path`, going on where an earlier try was cut. Progress is told as notices, and kept in the
  /// cache's table of downloads.
  /// - Parameters:
  ///   - type: the media type to ask for.
  ///   - sha256: lower-case hexadecimal, when it is known what must arrive.
  /// - Returns: where the file is now: another name than asked for when that was taken.
  public func download(
    _ download: Download, type: String = "application/octet-stream", sha256: String? = nil
  ) async throws(SyncError) -> String {
    // Twice at a time, the two would write over one another.
    guard downloading.insert(download.id).inserted else { throw .cancelled }
    defer { downloading.remove(download.id) }
    try await connect()
    var download = download
    let isKnown = try cached { () throws(CacheError) in
      try cache.reader.downloads().contains { $0.id == download.id && $0.received > 0 }
    }
    do {
      download.state = .running
      try record(&download)
      let path = try await receive(&download, type, sha256, resuming: isKnown)
      try settleUse()
      return path
    } catch {
      download.state = error.isPassing ? .waiting : .failed
      download.failure = UntrustedText("\(error)")
      try record(&download)
      throw error
    }
  }

  /// Goes on with what a lost link or the end of the program has cut.
  func resumeDownloads() throws(SyncError) {
    let all = try cached { () throws(CacheError) in try cache.reader.downloads() }
    for download in all where download.state == .waiting || download.state == .running {
      let isRecent = clock.now() - download.updatedAt < 30
      guard account(download.account) != nil, !downloading.contains(download.id), !isRecent || !hasResumed else {
        continue
      }
      // Why it fails, if it does, is kept in the table.
      Task { _ = try? await self.download(download) }
    }
    hasResumed = true
  }

  private func receive(
    _ download: inout Download, _ type: String, _ sha256: String?, resuming: Bool
  ) async throws(SyncError) -> String {
    var part = try PartFile(for: download.path, resuming: resuming)
    if part.size == 0 || part.size != download.size { try await fill(&part, &download, type) }
    if let sha256, try part.digest() != sha256 {
      part.discard()
      download.received = 0
      throw .file(.wrongDigest)
    }
    let path = try part.publish(as: download.path)
    (download.received, download.state, download.failure) = (part.size, .done, nil)
    try record(&download)
    tell(.download(DownloadProgress(id: download.id, received: part.size, size: part.size, isDone: true)))
    return path
  }

  private func fill(
    _ part: inout PartFile, _ download: inout Download, _ type: String
  ) async throws(SyncError) {
    let stream = try await open(download, type, from: part.size)
    var counted = LinkTraffic()
    defer {
      stream.cancel()
      count(stream, &counted)
    }
    switch stream.head.status {
    case 206 where Self.begins(stream.head, at: part.size): break
    case 200..<300: try part.restart()
    case 416:
      part.discard()
      download.received = 0
      throw .file(.wrongDigest)
    case 404: throw .file(.gone)
    default: try AnswerCheck.status(HTTPResponse(head: stream.head, body: []))
    }
    let length = stream.head["content-length"].flatMap { Int($0) }
    let total = length.map { $0 + part.size } ?? download.size
    download.size = total
    var toldAt = 0.0
    while let chunk = try await Self.next(stream) {
      try part.append(chunk)
      download.received = part.size
      guard clock.now() - toldAt >= 1 else { continue }
      toldAt = clock.now()
      count(stream, &counted)
      try settleUse()
      try record(&download)
      tell(.download(DownloadProgress(id: download.id, received: part.size, size: total)))
    }
    guard total == nil || part.size == total else { throw .offline(.interrupted(detail: "shorter than announced")) }
  }

  /// Gives the files what the stream took since the last time.
  private func count(_ stream: HTTPStream, _ counted: inout LinkTraffic) {
    let sample = stream.sample
    ledger.place(sample.traffic - counted, by: [.files: 1])
    if sample.content != nil { ledger.note(sample) }
    counted = sample.traffic
  }

  private func open(_ download: Download, _ type: String, from offset: Int) async throws(SyncError) -> HTTPStream {
    guard let session, let account = account(download.account) else { throw .file(.gone) }
    let url = try session.downloadURL(
      account: account.jmapID, blob: download.blobID.rawValue, name: "file", type: type)
    var request = connection.request(.get, url, maximumSize: .max)
    // What lies on the disk are plain bytes, and so is what is counted.
    request.acceptsCompression = false
    // No If-Range: a blob never changes (RFC 8620, section 6).
    if offset > 0 { request.headers = [("Range", "bytes=\(offset)-")] }
    return try await connection.open(request)
  }

  private static func begins(_ head: HTTPHead, at offset: Int) -> Bool {
    head["content-range"]?.hasPrefix("bytes \(offset)-") ?? false
  }

  private static func next(_ stream: HTTPStream) async throws(SyncError) -> [UInt8]? {
    do { return try await stream.next() } catch { throw SyncError(error) }
  }

  private func record(_ download: inout Download) throws(SyncError) {
    download.updatedAt = clock.now()
    let current = download
    try cached { () throws(CacheError) in try cache.recordDownload(current) }
  }
}

extension SyncError {
  /// Whether the same thing may succeed later, by itself.
  fileprivate var isPassing: Bool {
    switch self {
    case .offline, .throttled, .serverFailed, .cancelled, .unreadable, .needsLogin, .notJMAP: true
    default: false
    }
  }
}
