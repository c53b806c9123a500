import JSON
import Sync
import Wire

/// RFC 8620, section 6, and docs/protocol.md, section 12: bytes up and down.
enum BlobChecks {
  static let all: [Check] = [
    check("blob.upload", "what is uploaded is told by its size, type and id", "RFC 8620, 6.1", Level.every, upload),
    check("blob.download", "what was uploaded comes down unchanged", "RFC 8620, 6.2", Level.every, download),
    check("blob.gone", "a blob that is none is 404", "RFC 8620, 6.2", Level.every, gone),
    check(
      "blob.content-id", "the blobId depends on the content alone, and sha256 is told", "docs/protocol.md, 12", [.l2],
      contentID),
    check("blob.range", "a download goes on in the middle", "docs/protocol.md, 12", [.l2], range),
    check("blob.harmless", "a download never opens as a page of the server", "docs/protocol.md, 12", [.l2], harmless),
    check("blob.pieces", "an upload comes in pieces, and tells how far it got", "docs/protocol.md, 12", [.l2], pieces),
  ]

  private static func check(
    _ name: String, _ promise: String, _ source: String, _ levels: Set<Level>,
    _ examine: @escaping @Sendable (Blobs) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, source, levels: levels, need: .writing) { examinee async throws(Finding) in
      let (type, _) = try ExaminedType.first(of: examinee)
      try await examine(Blobs(try ExaminedType.named(type, examinee)))
    }
  }

  private static let text = Array("Liberté — égalité — fraternité\n".utf8)

  private static func upload(_ blobs: Blobs) async throws(Finding) {
    let answer = try await blobs.answer(text, type: "text/plain")
    let seen = JSONValue.object(answer).short
    try expect(answer["size"]?.int == text.count, "size \(text.count)", seen)
    try expect(answer["type"]?.string?.hasPrefix("text/plain") == true, "type text/plain", seen)
    try expect(answer["accountId"]?.string == blobs.account, "accountId \(blobs.account)", seen)
  }

  private static func download(_ blobs: Blobs) async throws(Finding) {
    let bytes = (0..<200_003).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let id = try await blobs.upload(bytes, type: "application/octet-stream")
    let answer = try await blobs.download(id)
    try expect(answer.status == 200, "200", "\(answer.status)")
    try expect(answer.body == bytes, "the \(bytes.count) bytes", "\(answer.body.count) other bytes")
  }

  private static func gone(_ blobs: Blobs) async throws(Finding) {
    let answer = try await blobs.download("ter1-conformance-none")
    try expect(answer.status == 404, "404", "\(answer.status)")
  }

  private static func contentID(_ blobs: Blobs) async throws(Finding) {
    let first = try await blobs.answer(text, type: "text/plain")
    let second = try await blobs.answer(text, type: "text/x-other")
    try expect(
      first["blobId"] == second["blobId"], "the same blobId",
      "\(first["blobId"]?.short ?? "") \(second["blobId"]?.short ?? "")")
    try expect(
      first["sha256"]?.string == Digest.sha256(text), "sha256 \(Digest.sha256(text))",
      first["sha256"]?.short ?? "absent")
  }

  private static func range(_ blobs: Blobs) async throws(Finding) {
    let id = try await blobs.upload(text, type: "text/plain")
    let answer = try await blobs.download(id, headers: [("Range", "bytes=10-")])
    guard answer.status != 200 else { throw .notOffered("200 and everything, to a request with Range") }
    try expect(answer.status == 206, "206", "\(answer.status)")
    try expect(answer.body == Array(text[10...]), "the bytes from 10 on", "\(answer.body.count) others")
    let told = answer.head["content-range"] ?? "none"
    try expect(
      told == "bytes 10-\(text.count - 1)/\(text.count)", "Content-Range bytes 10-\(text.count - 1)/\(text.count)", told
    )
    try expect(answer.head["content-encoding"] == nil, "no compression", answer.head["content-encoding"] ?? "")
  }

  private static func harmless(_ blobs: Blobs) async throws(Finding) {
    guard blobs.examinee.isHTTP else { throw .notTried("this server is not reached by HTTP") }
    let id = try await blobs.upload(Array("<script>alert(1)</script>".utf8), type: "text/html")
    let head = try await blobs.download(id).head
    try expect(
      head["content-disposition"]?.hasPrefix("attachment") == true, "Content-Disposition: attachment",
      head["content-disposition"] ?? "none")
    try expect(
      head["x-content-type-options"] == "nosniff", "X-Content-Type-Options: nosniff",
      head["x-content-type-options"] ?? "none")
    try expect(head["etag"] != nil, "an ETag", "none")
  }

  private static func pieces(_ blobs: Blobs) async throws(Finding) {
    guard blobs.examinee.session.offersResumableUpload(account: blobs.account) else {
      throw .notOffered("the account does not say resumableUpload")
    }
    let name = Unique.word()
    let half = text.count / 2
    let first = try await blobs.put(name, Array(text[..<half]), "0-\(half - 1)/\(text.count)")
    try expect(first.status == 308, "308 after the first piece", "\(first.status): \(first.start)")
    let asked = try await blobs.put(name, [], "*/\(text.count)")
    try expect(
      asked.head["range"] == "bytes=0-\(half - 1)", "Range: bytes=0-\(half - 1)", asked.head["range"] ?? "none")
    let last = try await blobs.put(name, Array(text[half...]), "\(half)-\(text.count - 1)/\(text.count)")
    let blob = try? JSONValue(parsing: last.body)["blobId"]?.string
    let id = try want(blob ?? nil, "the blobId after the last piece", "\(last.status): \(last.start)")
    let down = try await blobs.download(id)
    try expect(down.body == text, "the whole", "\(down.body.count) other bytes")
  }
}

/// The blobs of the account that is looked at.
struct Blobs: Sendable {
  let examinee: Examinee
  let account: String

  init(_ collection: Collection) { (examinee, account) = (collection.examinee, collection.account) }

  private func address(_ make: () throws(SyncError) -> ServerURL) throws(Finding) -> ServerURL {
    do { return try make() } catch { throw .failed(expected: "an address in the session", seen: "\(error)") }
  }

  func answer(_ bytes: [UInt8], type: String) async throws(Finding) -> JSONObject {
    let url = try address { () throws(SyncError) in try examinee.session.uploadURL(account: account) }
    let answer = try await examinee.post(bytes, to: url, type: type)
    try expect(
      (200..<300).contains(answer.status), "200 or 201 from the uploadUrl", "\(answer.status): \(answer.start)")
    let json = try? JSONValue(parsing: answer.body)
    return try want(json?.object, "an object", answer.start)
  }

  func upload(_ bytes: [UInt8], type: String) async throws(Finding) -> String {
    let answer = try await answer(bytes, type: type)
    return try want(answer["blobId"]?.string, "a blobId", JSONValue.object(answer).short)
  }

  func put(_ name: String, _ bytes: [UInt8], _ range: String) async throws(Finding) -> HTTPResponse {
    let url = try address { () throws(SyncError) in try examinee.session.uploadURL(account: account) }
    var request = HTTPRequest(.put, url, headers: [("Upload-Id", name), ("Content-Range", "bytes \(range)")])
    request.body = .bytes(bytes)
    return try await examinee.send(request)
  }

  func download(_ id: String, headers: [(name: String, value: String)] = []) async throws(Finding) -> HTTPResponse {
    let url = try address { () throws(SyncError) in
      try examinee.session.downloadURL(account: account, blob: id, name: "x.bin", type: "application/octet-stream")
    }
    var request = HTTPRequest(.get, url, headers: headers, maximumSize: 64 << 20)
    request.acceptsCompression = headers.isEmpty
    return try await examinee.send(request)
  }
}
