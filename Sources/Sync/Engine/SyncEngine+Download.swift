public import ClientCore
import Glibc
import Text

extension SyncEngine {
  /// Brings a blob to `download.path`, going on where an earlier try was cut. Progress is told as notices, and kept in the
  /// cache's table of downloads.
  /// - Returns: where the file is now: another name than asked for when that was taken.
  /// - Throws: `.cancelled` when it was paused meanwhile, or is under way already.
  public func download(_ download: Download) async throws(SyncError) -> String {
    // Twice at a time, the two would write over one another.
    guard downloading.insert(download.id).inserted else { throw .cancelled }
    let before = cutDownloads.removeValue(forKey: download.id)
    defer {
      downloading.remove(download.id)
      paused.remove(download.id)
      streams[download.id] = nil
    }
    var download = download
    let begun = download.received
    do {
      download.part = try cached { () throws(CacheError) in try cache.reader.download(download.id) }?.part
      (download.state, download.failure) = (.running, nil)
      // Before anything is waited for: from now on, no record means that it was given up.
      try record(&download)
      try await connect()
      try goOn(download)
      let path = try await receive(&download)
      try settleUse()
      return path
    } catch {
      let isPaused = paused.remove(download.id) != nil
      // One that was given up has no record any more, and gets none.
      if isPaused, try !isKnown(download) { throw .cancelled }
      download.state = isPaused ? .paused : error.isPassing ? .waiting : .failed
      download.failure = isPaused ? nil : error.downloadFailure
      try record(&download)
      if download.state == .waiting { tryAgain(download, after: error, download.received > begun ? nil : before) }
      throw isPaused ? .cancelled : error
    }
  }

  /// Stops a download; what has come stays for another time.
  public func pauseDownload(_ id: String) throws(SyncError) {
    guard !downloading.contains(id) else {
      paused.insert(id)
      streams[id]?.cancel()
      return
    }
    guard var download = try cached({ () throws(CacheError) in try cache.reader.download(id) }),
      download.state != .done, account(download.account) != nil || session == nil
    else { return }
    cutDownloads[id] = nil
    download.state = .paused
    try record(&download)
  }

  /// The link may be well but for this one: nobody else would notice.
  private func tryAgain(_ download: Download, after error: SyncError, _ before: CutDownload?) {
    let tries = (before?.tries ?? 0) + 1
    let delay = Backoff.delay(attempt: tries, random: clock.random(), asked: error.retryAfter)
    cutDownloads[download.id] = CutDownload(tries: tries, nextTry: clock.now() + delay)
    if case .live = link { signalChange() }
  }

  /// Stops a download for good: its record and what has come of it go.
  public func giveUpDownload(_ id: String) throws(SyncError) {
    let download = try cached { () throws(CacheError) in try cache.reader.download(id) }
    try cached { () throws(CacheError) in try cache.forgetDownload(id) }
    cutDownloads[id] = nil
    if downloading.contains(id) { try pauseDownload(id) }
    if let part = download?.part, download?.state != .done { unlink(part) }
  }

  /// To be asked after each wait, before anything is recorded.
  private func goOn(_ download: Download) throws(SyncError) {
    guard !paused.contains(download.id) else { throw .cancelled }
  }

  private func isKnown(_ download: Download) throws(SyncError) -> Bool {
    try cached { () throws(CacheError) in try cache.reader.download(download.id) } != nil
  }

  /// Goes on with what a lost link or the end of the program has cut.
  func resumeDownloads() throws(SyncError) {
    let all = try cached { () throws(CacheError) in try cache.reader.downloads() }
    for download in all where download.state == .waiting || download.state == .running {
      guard account(download.account) != nil, !downloading.contains(download.id), isDue(download) else { continue }
      // Why it fails, if it does, is kept in the table.
      Task { _ = try? await self.download(download) }
    }
    hasResumed = true
    for id in cutDownloads.keys where isDue(id) { cutDownloads[id]?.nextTry = .infinity }
  }

  /// One that is said to run and does not run here may be another program's.
  private func isDue(_ download: Download) -> Bool {
    guard cutDownloads[download.id] == nil else { return isDue(download.id) }
    return !hasResumed || clock.now() - download.updatedAt >= 30
  }

  private func isDue(_ id: String) -> Bool { cutDownloads[id].map { $0.nextTry <= clock.now() } ?? false }

  private func receive(_ download: inout Download) async throws(SyncError) -> String {
    var part = try PartFile(for: download.path, own: download.part, key: cache.key)
    download.part = part.path
    try record(&download)
    if part.size == 0 || part.size != download.size { try await fill(&part, &download) }
    try goOn(download)
    if let sha256 = download.sha256?.raw, try part.digest() != sha256 {
      part.discard()
      (download.received, download.part) = (0, nil)
      throw .file(.wrongDigest)
    }
    download.path = try part.publish(as: download.path)
    (download.received, download.state, download.failure, download.part) = (part.size, .done, nil, nil)
    try record(&download)
    tell(.download(DownloadProgress(id: download.id, received: part.size, size: part.size, isDone: true)))
    return download.path
  }

  /// Goes on at the byte where the server can, in one of two ways; else from the beginning.
  private func fill(_ part: inout PartFile, _ download: inout Download) async throws(SyncError) {
    if let size = download.size { try part.makeSure(of: size) }
    if part.size > 0, let slices = try slices(of: download) {
      try await fill(&part, &download, from: slices)
    } else {
      try await fill(&part, &download, from: try await open(download, from: part.size))
    }
    if let size = download.size, part.size != size {
      throw .offline(.interrupted(detail: "shorter than announced"))
    }
  }

  private func fill(
    _ part: inout PartFile, _ download: inout Download, from stream: HTTPStream
  ) async throws(SyncError) {
    streams[download.id] = stream
    var counted = LinkTraffic()
    defer {
      stream.cancel()
      count(stream, &counted)
    }
    try goOn(download)
    switch stream.head.status {
    case 206 where Self.begins(stream.head, at: part.size): break
    case 200..<300:
      if part.size > 0 { tell(.beginsAgain(download)) }
      try part.restart()
    case 416:
      part.discard()
      (download.received, download.part) = (0, nil)
      throw .file(.wrongDigest)
    case 404: throw .file(.gone)
    default: try AnswerCheck.status(HTTPResponse(head: stream.head, body: []))
    }
    let most = Self.most(download)
    let size = try Self.size(stream.head, after: part.size)
    if let size, size > most { throw .contradictory(.longerThanSaid(size: download.size ?? most)) }
    download.size = size ?? download.size
    download.sha256 = download.sha256 ?? ContentDigest.sha256(stream.head).map { UntrustedText($0) }
    if let size = download.size { try part.makeSure(of: size) }
    try record(&download)
    var (toldAt, pace) = (0.0, Pace())
    while let chunk = try await Self.next(stream) {
      guard part.size + chunk.count <= most else {
        throw .contradictory(.longerThanSaid(size: download.size ?? most))
      }
      guard try keep(chunk, in: &part, &download, &toldAt) else { continue }
      count(stream, &counted)
      if let speed = pace.speed(part.size, at: clock.now()) { ledger.quality.note(down: speed) }
      try settleUse()
    }
  }

  /// RFC 9404, section 4.2: `Blob/get` of what is missing, for servers that know no `Range`.
  private func fill(
    _ part: inout PartFile, _ download: inout Download, from slices: BlobSlices
  ) async throws(SyncError) {
    var toldAt = 0.0
    let most = Self.most(download)
    while true {
      try goOn(download)
      let slice = try await slices.next(at: part.size) { calls, using throws(SyncError) in
        try await self.call(using, calls)
      }
      guard max(slice.size, part.size + slice.bytes.count) <= most else {
        throw .contradictory(.longerThanSaid(size: download.size ?? most))
      }
      download.size = slice.size
      guard !slice.bytes.isEmpty else { return }
      _ = try keep(slice.bytes, in: &part, &download, &toldAt)
    }
  }

  private func slices(of download: Download) throws(SyncError) -> BlobSlices? {
    guard let session, let account = account(download.account), !session.isTER1 else { return nil }
    return BlobSlices(
      account: account.jmapID, blob: download.blobID.rawValue, offered: account.capabilities)
  }

  /// - Returns: whether it was worth telling, which it is once a second.
  private func keep(
    _ chunk: [UInt8], in part: inout PartFile, _ download: inout Download, _ toldAt: inout Double
  ) throws(SyncError) -> Bool {
    try goOn(download)
    try part.append(chunk)
    download.received = part.size
    guard clock.now() - toldAt >= 1 else { return false }
    toldAt = clock.now()
    try record(&download)
    tell(.download(DownloadProgress(id: download.id, received: part.size, size: download.size)))
    return true
  }

  /// Gives the files what the stream took since the last time.
  private func count(_ stream: HTTPStream, _ counted: inout LinkTraffic) {
    let sample = stream.sample
    ledger.place(sample.traffic - counted, by: [.files: 1])
    if sample.content != nil { ledger.note(sample) }
    counted = sample.traffic
  }

  private func open(_ download: Download, from offset: Int) async throws(SyncError) -> HTTPStream {
    guard let session, let account = account(download.account) else { throw .file(.gone) }
    let url = try session.downloadURL(
      account: account.jmapID, blob: download.blobID.rawValue, name: "file",
      type: download.mediaType?.raw ?? "application/octet-stream")
    var request = connection.request(.get, url, maximumSize: .max)
    // What lies on the disk are plain bytes, and so is what is counted.
    request.acceptsCompression = false
    // No If-Range: a blob never changes (RFC 8620, section 6).
    if offset > 0 { request.headers = [("Range", "bytes=\(offset)-")] }
    return try await connection.open(request)
  }

  /// How many bytes are taken: what a person agreed to, and some more, since servers of mail estimate; without a size a limit of
  /// our own.
  private static func most(_ download: Download) -> Int {
    guard let size = download.size, size > 0 else { return mostUnannounced }
    return size.addingReportingOverflow(size / 2 + 1 << 20).partialValue
  }

  private static let mostUnannounced = 1 << 30

  /// Of the whole, as an answer says it that goes on after `received` bytes.
  private static func size(_ head: HTTPHead, after received: Int) throws(SyncError) -> Int? {
    guard let length = head["content-length"].flatMap({ Int($0) }) else { return nil }
    let (size, overflows) = length.addingReportingOverflow(received)
    guard length >= 0, !overflows else { throw .tooLarge(limit: .max) }
    return size
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

/// A download that ended before it was whole.
struct CutDownload: Sendable {
  /// How many in a row have brought nothing.
  let tries: Int
  /// Seconds since 1970.
  var nextTry: Double
}

/// How fast a file comes while it is coming: a whole one may take an hour.
private struct Pace {
  private var last: (size: Int, at: Double)?

  /// Bytes a second since the last time; nil the first time.
  mutating func speed(_ size: Int, at now: Double) -> Double? {
    defer { last = (size, now) }
    return last.flatMap { now > $0.at ? Double(size - $0.size) / (now - $0.at) : nil }
  }
}

extension SyncError {
  fileprivate var downloadFailure: Download.Failure {
    switch self {
    case .file(.diskFull): .diskFull
    case .file(.notWritable): .notWritable
    case .file(.gone): .gone
    case .file(.wrongDigest), .contradictory: .damaged
    case _ where isPassing: .link
    default: .refused
    }
  }

  /// Whether the same thing may succeed later, by itself.
  fileprivate var isPassing: Bool {
    switch self {
    case .offline, .portal, .wrongClock, .untrusted, .throttled, .serverFailed, .cancelled, .unreadable, .needsLogin,
      .revoked, .notJMAP, .file(.diskFull):
      true
    default: false
    }
  }
}
