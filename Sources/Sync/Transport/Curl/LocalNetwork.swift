import Glibc

/// What this machine knows of its own network.
enum LocalNetwork {
  /// Whether an interface beside the loopback is up and has an address that reaches beyond the next cable.
  static var isThere: Bool {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return true }
    defer { freeifaddrs(first) }
    return sequence(first: first, next: { $0?.pointee.ifa_next }).contains { $0.map { reaches($0.pointee) } ?? false }
  }

  private static func reaches(_ interface: ifaddrs) -> Bool {
    let flags = Int32(interface.ifa_flags)
    let isUp = flags & Int32(IFF_UP) != 0 && flags & Int32(IFF_RUNNING) != 0
    guard isUp, flags & Int32(IFF_LOOPBACK) == 0, let address = interface.ifa_addr else { return false }
    switch Int32(address.pointee.sa_family) {
    case AF_INET: return true
    case AF_INET6:
      return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin6_addr) { $0[0] != 0xFE || $0[1] & 0xC0 != 0x80 }
      }
    default: return false
    }
  }
}

/// Asks for a name once more, to learn what curl does not tell: whether it is unknown or could not be asked for.
enum NameLookup {
  /// getaddrinfo(3)'s code. It may take as long as the resolver does, on a thread of its own.
  static func code(for host: String) async -> Int32 {
    await withCheckedContinuation { continuation in
      let question = Unmanaged.passRetained(Question(host, continuation))
      var thread = pthread_t()
      let failed = pthread_create(&thread, nil, body, question.toOpaque())
      guard failed != 0 else {
        _ = pthread_detach(thread)
        return
      }
      question.release()
      continuation.resume(returning: EAI_NONAME)
    }
  }

  private final class Question: Sendable {
    let host: String
    let continuation: CheckedContinuation<Int32, Never>
    init(_ host: String, _ continuation: CheckedContinuation<Int32, Never>) {
      (self.host, self.continuation) = (host, continuation)
    }
  }

  private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
    guard let context else { return nil }
    let question = Unmanaged<Question>.fromOpaque(context).takeRetainedValue()
    var answer: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(question.host, nil, nil, &answer)
    if let answer { freeaddrinfo(answer) }
    question.continuation.resume(returning: code)
    return nil
  }
}
