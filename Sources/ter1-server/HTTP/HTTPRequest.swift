/// What stands before the content of a request.
struct HTTPHead: Sendable {
  let method: String
  /// Without the query, its percent-encoding undone.
  let path: String
  let query: [String: String]
  /// By lower-case name; repeated ones joined by ", ".
  let headers: [String: String]
  /// The other end of the socket; "unix" for a Unix socket.
  let peer: String

  /// Whether content follows.
  var hasContent: Bool {
    headers["transfer-encoding"] != nil || (headers["content-length"].flatMap(Int.init) ?? 0) > 0
  }
}

/// Where the content of a request goes while it comes in, and how much of it is taken (after inflating).
enum Reception: Sendable {
  case memory(most: Int)
  case file(path: String, most: Int)
  /// A part of something larger: what came of it stays when it is cut.
  case piece(path: String, most: Int)
}

/// The content of a request, inflated.
enum HTTPContent: Sendable {
  case none
  case memory([UInt8])
  case file(path: String, size: Int)
}

struct HTTPAnswer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// A part of a blob, read as the client takes it.
    case part(BlobPart)
    case events(EventStream)
  }

  var status: Int
  var headers: [(name: String, value: String)]
  var body: Body

  init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(status: Int, type: String, _ bytes: [UInt8]) {
    self.init(status: status, headers: [("Content-Type", type)], body: .bytes(bytes))
  }
}
