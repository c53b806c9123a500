import Compression
import Glibc
import JSON
public import Sync
public import TER1Server
import Wire

/// A cooperative in this process, as one member's transport reaches it.
public struct CooperativeTransport: Sendable {
  public static let origin = "http://127.0.0.1:1"
  /// Asked for each request: it may be put back from a backup between two.
  let served: @Sendable () -> Cooperative
  let member: Member
  /// Whether it offers to code contents (docs/protocol.md, section 18).
  let codes: Bool
  private var cooperative: Cooperative { served() }

  public static func make(
    _ cooperative: @escaping @autoclosure @Sendable () -> Cooperative, as member: Member, codes: Bool = true
  ) -> InProcessTransport {
    let server = CooperativeTransport(served: cooperative, member: member, codes: codes)
    return InProcessTransport { request in .success(server.answer(request)) }
  }

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    let path = request.url.text.dropFirst(Self.origin.count).prefix { $0 != "?" }
    switch path {
    case "/.well-known/jmap":
      return json(200, session.bytes)
    case "/jmap/api":
      guard case .bytes(let bytes)? = request.body else { return HTTPResponse(status: 400) }
      guard let body = content(bytes, request) else { return HTTPResponse(status: 415) }
      let answer = cooperative.api(body, as: member)
      return coded(
        HTTPResponse(status: answer.status, headers: ["content-type": answer.type], body: answer.body), request)
    case let path where path.hasPrefix("/jmap/events"): return poll(request)
    case "/jmap/sync": return news(request)
    case let path where path.hasPrefix("/jmap/upload/"): return upload(request)
    case let path where path.hasPrefix("/jmap/download/"):
      return download(String(path.split(separator: "/")[3]), request)
    default: return HTTPResponse(status: 404)
    }
  }

  private var session: JSONValue {
    var session = cooperative.session(for: member, baseURL: Self.origin)
    guard !codes, var capabilities = session["capabilities"]?.object else { return session }
    capabilities[Capability.sync]?["coding"] = nil
    session["capabilities"] = .object(capabilities)
    return session
  }

  private func json(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["content-type": "application/json"], body: body)
  }

  /// docs/protocol.md, section 13; no stream, which has no end.
  private func poll(_ request: HTTPRequest) -> HTTPResponse {
    guard request.url.text.contains("closeafter=now"), let standing = try? cooperative.standing(of: member) else {
      return HTTPResponse(status: 204)
    }
    let tag = "\"\(cooperative.tag(of: standing, for: member))\""
    guard request.headers.first(where: { $0.name == "If-None-Match" })?.value != tag else {
      return HTTPResponse(status: 304)
    }
    return json(200, Array(cooperative.stateChange(standing.states).utf8))
  }

  /// docs/protocol.md, section 17.
  private func news(_ request: HTTPRequest) -> HTTPResponse {
    let token = request.url.text.split(separator: "since=").last.map(String.init) ?? ""
    do throws(CooperativeError) {
      guard let answer = try cooperative.news(since: token, for: member) else { return HTTPResponse(status: 204) }
      return coded(json(answer.status, answer.body), request)
    } catch { return HTTPResponse(status: 503) }
  }

  // MARK: docs/protocol.md, section 18

  private func content(_ body: [UInt8], _ request: HTTPRequest) -> [UInt8]? {
    guard let coding = request.headers.first(where: { $0.name == "Content-Encoding" })?.value else { return body }
    guard coding == SharedDictionary.coding else { return nil }
    return try? Zstandard.decompress(body, most: 10_000_000, usingDictionary: true)
  }

  private func coded(_ response: HTTPResponse, _ request: HTTPRequest) -> HTTPResponse {
    guard request.headers.contains(where: { $0.name == "Accept-Encoding" && $0.value == SharedDictionary.coding }),
      let small = Zstandard.compress(response.body, .bulk, usingDictionary: true)
    else { return response }
    var head = response.head
    head = HTTPHead(
      status: head.status,
      headers: ["content-type": head.mediaType, "content-encoding": SharedDictionary.coding])
    return HTTPResponse(head: head, body: small)
  }

  private func upload(_ request: HTTPRequest) -> HTTPResponse {
    func header(_ name: String) -> String? { request.headers.first { $0.name == name }?.value }
    if case .bytes(let body)? = request.body, request.method == .post {
      return whole(body, type: header("Content-Type") ?? "application/octet-stream")
    }
    guard case .bytes(let body)? = request.body, let id = header("Upload-Id"),
      let range = header("Content-Range")?.dropFirst("bytes ".count).split(separator: "/"),
      let total = range.last.flatMap({ Int64($0) })
    else { return HTTPResponse(status: 400) }
    do {
      var there = cooperative.progress(ofUpload: id, by: member)
      if range[0] != "*" {
        let piece = cooperative.temporaryUploadPath()
        defer { unlink(piece) }
        guard write(body, to: piece) else { return HTTPResponse(status: 500) }
        let offset = Int64(range[0].prefix { $0 != "-" }) ?? 0
        there = try cooperative.appendUpload(id, by: member, piece: piece, at: offset)
      }
      guard there == total else {
        return HTTPResponse(status: 308, headers: there > 0 ? ["range": "bytes=0-\(there - 1)"] : [:])
      }
      let blob = try cooperative.finishUpload(id, by: member)
      return json(200, Array(#"{"blobId":"\#(blob.id)","size":\#(blob.size),"sha256":"\#(blob.sha256)"}"#.utf8))
    } catch { return HTTPResponse(status: 500, headers: ["x-reason": "\(error)"]) }
  }

  private func whole(_ body: [UInt8], type: String) -> HTTPResponse {
    do {
      let blob = try cooperative.keepBlob(body, for: member)
      let answer: JSONValue = [
        "accountId": .string(cooperative.accountID), "blobId": .string(blob.id), "size": .int(blob.size),
        "type": .string(type), "sha256": .string(blob.sha256),
      ]
      return json(201, answer.bytes)
    } catch { return HTTPResponse(status: 500, headers: ["x-reason": "\(error)"]) }
  }

  private func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    defer { fclose(file) }
    return fwrite(bytes, 1, bytes.count, file) == bytes.count
  }

  private func download(_ id: String, _ request: HTTPRequest) -> HTTPResponse {
    guard let blob = try? cooperative.blob(id, for: member) else { return HTTPResponse(status: 404) }
    let range = request.headers.first { $0.name == "Range" }?.value
    let offset = range.flatMap { Int64($0.dropFirst("bytes=".count).prefix { $0 != "-" }) } ?? 0
    var bytes: [UInt8] = []
    while offset + Int64(bytes.count) < blob.size {
      let next = try? cooperative.bytes(of: blob, from: offset + Int64(bytes.count), count: 1 << 20)
      guard let next, !next.isEmpty else { return HTTPResponse(status: 500) }
      bytes += next
    }
    var headers = ["content-length": String(bytes.count)]
    if range != nil { headers["content-range"] = "bytes \(offset)-\(blob.size - 1)/\(blob.size)" }
    return HTTPResponse(status: range == nil ? 200 : 206, headers: headers, body: bytes)
  }
}
