import ClientCore
import Glibc
import JSON
import Vault
import Wire

extension SyncEngine {
  /// How many bytes of an upload go in one piece while nobody knows how fast the link is.
  static let uploadPiece = 64 * 1024

  /// A piece takes some seconds: a cut link costs no more than it, and words wait no longer for it.
  private var nextPiece: Int {
    ledger.quality.up.map { Int(min(max($0 * 6, 16_384), 262_144)) } ?? Self.uploadPiece
  }

  /// - Returns: whether the server has it now.
  func send(upload entry: OutboxEntry, _ open: inout [OutboxEntry]) async throws(SyncError) -> Bool {
    guard case .upload(let spool, let type, let size, let sha256) = entry.mutation.action, let session,
      let account = account(entry.mutation.account)
    else { return false }
    guard try !isPaused(entry) else { return try stop(entry, &open) }
    let file = cache.spoolPath(spool)
    defer { place(connection.takeSamples(), by: [.files: 1]) }
    let url = try session.uploadURL(account: account.jmapID)
    do {
      let answer: JSONValue
      if session.offersResumableUpload(account: account.jmapID), size > 0 {
        let upload = ResumableUpload(
          connection: connection, url: url, file: file, key: cache.key, size: size, type: type,
          id: String(spool.suffix(64))
        ) { sent, isMore throws(SyncError) in try await self.goOn(entry, sent, isMore) }
        answer = try await upload.run(mayHaveBegun: entry.attempts > 1, piece: nextPiece)
      } else {
        answer = try await sendWhole(entry, file, size, type, to: url)
      }
      guard let blobID = answer["blobId"]?.string else { throw SyncError.unreadable(detail: "upload: no blobId") }
      guard Self.isWhole(answer, size, sha256) else { return try sendAgain(entry, &open) }
      let properties = answer.object ?? [:]
      try settle([(entry, .delivered(serverID: ObjectID(blobID), properties: properties))], &open)
      return true
    } catch let error as SyncError {
      // The round goes on: it is this upload alone that was stopped.
      if case .cancelled = error, !Task.isCancelled {
        return try stop(entry, &open)
      }
      guard let failure = Self.refusal(error) else { throw error }
      try settle([(entry, .refused(failure))], &open)
      return false
    } catch { throw .unreadable(detail: "\(error)") }
  }

  /// What is stopped waits until a person lets it go on.
  private func stop(_ entry: OutboxEntry, _ open: inout [OutboxEntry]) throws(SyncError) -> Bool {
    try settle([(entry, .interrupted)], &open)
    return false
  }

  private func isPaused(_ entry: OutboxEntry) throws(SyncError) -> Bool {
    try cached { () throws(CacheError) in try cache.reader.isPaused(upload: entry.id) }
  }

  /// Between two pieces.
  /// - Parameter isMore: whether this try has brought something: one that brought nothing lets nobody pass.
  /// - Returns: how many bytes the next one may have.
  private func goOn(_ entry: OutboxEntry, _ sent: Int, _ isMore: Bool) throws(SyncError) -> Int {
    place(connection.takeSamples(), by: [.files: 1])
    try settleUse()
    if clock.now() - toldUpload >= 1 {
      toldUpload = clock.now()
      tell(.upload(entry: entry.id, sent: sent))
    }
    guard !(givesWay && isMore), try !isPaused(entry) else { throw .cancelled }
    return nextPiece
  }

  /// Whether the server has what was sent, as far as it tells.
  private static func isWhole(_ answer: JSONValue, _ size: Int, _ sha256: String) -> Bool {
    (answer["sha256"]?.string ?? sha256) == sha256 && (answer["size"]?.int ?? size) == size
  }

  /// Something on the way or on a disk changed it. What stays so is no accident.
  private func sendAgain(_ entry: OutboxEntry, _ open: inout [OutboxEntry]) throws(SyncError) -> Bool {
    guard entry.attempts < 5 else {
      try settle([(entry, .refused(.init(type: "arrivedDamaged", description: nil)))], &open)
      return false
    }
    tell(.arrivedDamaged(entry))
    try settle([(entry, .retry(at: retryTime(entry, after: .file(.arrivedDamaged))))], &open)
    return false
  }

  /// In one request; `stopUnwanted` breaks it off.
  private func sendWhole(
    _ entry: OutboxEntry, _ file: String, _ size: Int, _ type: String, to url: ServerURL
  ) async throws(SyncError) -> JSONValue {
    var request = connection.request(.post, url, maximumSize: 1 << 20)
    request.headers = [("Content-Type", type)]
    request.body = .file(path: file, size: size, key: cache.key)
    let sending = Task { [connection, request] () async -> Result<HTTPResponse, SyncError> in
      do throws(SyncError) { return .success(try await connection.send(request)) } catch { return .failure(error) }
    }
    wholeUpload = (entry, sending)
    defer { wholeUpload = nil }
    let result = await withTaskCancellationHandler {
      await sending.value
    } onCancel: {
      sending.cancel()
    }
    return try AnswerCheck.json(try result.get())
  }

  /// Breaks off an upload that goes in one request, once the person has stopped it or given it up.
  func stopUnwanted() {
    guard let (entry, sending) = wholeUpload else { return }
    do {
      if try isPaused(entry) { sending.cancel() }
    } catch { show(.blocked(error)) }
  }

  /// What no repetition will change.
  private static func refusal(_ error: SyncError) -> OutboxEntry.Failure? {
    switch error {
    case .refused(let problem): OutboxEntry.Failure(type: problem.limit ?? problem.type, description: problem.detail)
    case .notJMAP(.status(413)): OutboxEntry.Failure(type: "tooLarge", description: nil)
    case .notJMAP(.status(let status)): OutboxEntry.Failure(type: "status \(status)", description: nil)
    case .forbidden: OutboxEntry.Failure(type: "forbidden", description: nil)
    case .file: OutboxEntry.Failure(type: "blobNotFound", description: nil)
    default: nil
    }
  }
}

/// docs/protocol.md, section 12: an upload in pieces, which goes on where it was cut.
struct ResumableUpload {
  let connection: ServerConnection
  let url: ServerURL
  let file: String
  /// What the file is sealed with; nil: nothing.
  let key: DatabaseKey?
  let size: Int
  let type: String
  /// The same for every try: names the upload to the server.
  let id: String
  /// Told how much the server has, and whether this try brought some of it, before each further piece: says how large that may be.
  /// What it throws ends the upload for now.
  var goesOn: @Sendable (Int, Bool) async throws(SyncError) -> Int = { _, _ in SyncEngine.uploadPiece }

  /// - Parameter piece: how many bytes the first one may have.
  func run(mayHaveBegun: Bool, piece: Int = SyncEngine.uploadPiece) async throws(SyncError) -> JSONValue {
    var (offset, most) = (0, piece)
    if mayHaveBegun {
      let response = try await put("bytes */\(size)", [])
      guard response.status == 308 else { return try AnswerCheck.json(response) }
      offset = received(response)
      most = try await goesOn(offset, false)
    }
    var retreats = 0
    while true {
      let piece = try read(at: offset, most)
      let response = try await put("bytes \(offset)-\(offset + piece.count - 1)/\(size)", piece)
      guard response.status == 308 else { return try AnswerCheck.json(response) }
      let next = received(response)
      if next <= offset { retreats += 1 }
      guard next < size, retreats < 8 else { throw .unreadable(detail: "the upload does not move on") }
      offset = next
      most = try await goesOn(offset, true)
    }
  }

  private func put(_ range: String, _ piece: [UInt8]) async throws(SyncError) -> HTTPResponse {
    var request = connection.request(.put, url, maximumSize: 1 << 20)
    request.headers = [("Content-Type", type), ("Content-Range", range), ("Upload-Id", id)]
    request.body = .bytes(piece)
    return try await connection.send(request)
  }

  /// `Range: bytes=0-n` means that n + 1 bytes are there; no such header, that none are.
  private func received(_ response: HTTPResponse) -> Int {
    guard let range = response.head["range"], range.hasPrefix("bytes=0-"),
      let last = Int(range.dropFirst("bytes=0-".count)), last >= 0
    else { return 0 }
    return min(last + 1, size)
  }

  private func read(at offset: Int, _ most: Int) throws(SyncError) -> [UInt8] {
    let fd = open(file, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { throw .file(.notReadable(path: file, errno: errno)) }
    defer { close(fd) }
    let piece: [UInt8]
    do {
      piece = try ContentFile(descriptor: fd, key: key).read(at: offset, count: min(most, size - offset))
    } catch {
      guard case .file(let code) = error else { throw .file(.wrongDigest) }
      throw .file(.notReadable(path: file, errno: code))
    }
    guard !piece.isEmpty else { throw .file(.notReadable(path: file, errno: EIO)) }
    return piece
  }
}
