import Text

/// What a request in plain HTTP meets on the way to a host. It carries nothing: no credential, no name but the host's, which the
/// network has seen already. What comes back is a hint for words, and is trusted with nothing else.
struct PlainLook: Sendable, Hashable {
  /// Where the network sends whoever asks: never the host itself.
  let elsewhere: UntrustedText?
  /// By how many seconds our clock is fast by the one who answered.
  let clockOff: Double?

  /// nil: nothing answered.
  init?(at host: String, over transport: any Transport) async {
    guard let url = ServerURL(plain: host), !url.isLoopback else { return nil }
    let request = HTTPRequest(.get, url, maximumSize: 1 << 16, stallSeconds: 10)
    guard let response = try? await transport.send(request) else { return nil }
    self.init(response, from: host)
  }

  init(_ response: HTTPResponse, from host: String) {
    let target = (300..<400).contains(response.status) || response.status == 511 ? response.head["location"] : nil
    elsewhere = target.flatMap { target in
      Self.host(of: target).flatMap { $0 == host ? nil : UntrustedText(target) }
    }
    let off = response.head.date.map { SyncClock.system.now() - $0 }
    clockOff = off.flatMap { abs($0) > ServerClock.tolerance ? $0 : nil }
  }

  /// The host of an absolute address, lower-case.
  static func host(of address: String) -> String? {
    for scheme in ["http://", "https://"] where address.lowercased().hasPrefix(scheme) {
      let host = address.dropFirst(scheme.count).prefix { !"/?#:".contains($0) }
      return host.isEmpty ? nil : host.lowercased()
    }
    return nil
  }
}
