/// The paths of this server.
enum Route: Equatable, Sendable {
  case session
  case api
  case upload(account: String)
  case download(account: String, blob: String, name: String)
  case events
  case sync
  /// For those who are no members yet.
  case join

  static let syncPath = "/jmap/sync"

  init?(path: String) {
    let parts = path.split(separator: "/", maxSplits: 4, omittingEmptySubsequences: false).dropFirst().map(String.init)
    switch (parts.first, parts.dropFirst().first, parts.count) {
    case (".well-known", "jmap", 2): self = .session
    case ("jmap", "api", 2): self = .api
    case ("jmap", "events", 2): self = .events
    case ("jmap", "sync", 2): self = .sync
    case ("jmap", "join", 2): self = .join
    case ("jmap", "upload", 3): self = .upload(account: parts[2])
    case ("jmap", "upload", 4) where parts[3].isEmpty: self = .upload(account: parts[2])
    case ("jmap", "download", 4):
      let rest = parts[3].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      self = .download(account: parts[2], blob: rest[0], name: rest.count > 1 ? rest[1] : "")
    default: return nil
    }
  }

  var methods: [String] {
    switch self {
    case .session, .download, .events, .sync: ["GET", "HEAD"]
    case .api, .join: ["POST"]
    case .upload: ["POST", "PUT"]
    }
  }
}
