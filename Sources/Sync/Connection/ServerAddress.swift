/// What a person types to name a server: `ul-nord.example`, `https://ul-nord.example/jmap`, `http://127.0.0.1:8080`.
public struct ServerAddress: Sendable, Hashable {
  /// Where discovery begins.
  public let start: ServerURL
  /// The host that was typed.
  public var domain: String { start.host }

  /// A bare domain means `https://DOMAIN/.well-known/jmap` (RFC 8620, section 2.2), and so does an address without a path.
  public init(_ typed: String) throws(URLRefusal) {
    let typed = typed.trimmed
    let isURL = typed.contains("://")
    let url = try ServerURL(isURL ? typed : "https://" + typed)
    let afterHost = url.text.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" && $0 != "?" }
    start = afterHost.isEmpty || afterHost == "/" ? try url.resolving("/.well-known/jmap") : url
  }
}
