import CCurl

extension Transfer {
  /// How far it has come, as curl and the system tell.
  enum Stage {
    /// Waits for the connection that another transfer makes.
    case queued
    case resolving, connecting, securing, waiting
  }

  var stage: Stage {
    guard let easy else { return .queued }
    if ccurl_get_seconds(easy, CURLINFO_PRETRANSFER_TIME_T) > 0 { return .waiting }
    if localPort > 0 { return .securing }
    if ccurl_get_seconds(easy, CURLINFO_NAMELOOKUP_TIME_T) > 0 { return .connecting }
    return isResolving ? .resolving : .queued
  }

  /// Of its connection; 0 while there is none. It is known from the first byte on, which the socket is not.
  var localPort: Int { easy.map { ccurl_get_long($0, CURLINFO_LOCAL_PORT) } ?? 0 }

  /// Whether an exchange before this one made the connection.
  var isOnKeptConnection: Bool { stage == .waiting && ccurl_get_long(easy, CURLINFO_NUM_CONNECTS) == 0 }

  /// Whether IPv6 was tried, and IPv4 it was.
  var foundIPv6Dead: Bool {
    guard hasTriedIPv6, let address = ccurl_get_text(easy, CURLINFO_PRIMARY_IP) else { return false }
    let text = String(cString: address)
    return text.contains(".") && !text.contains(":")
  }

  /// A slow handshake moves, and is not to be cut by a limit on the whole.
  func connected() {
    guard !isConnected, localPort > 0, let easy else { return }
    isConnected = true
    ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, 86_400_000)
    touch()
  }
}
