import Glibc
import Synchronization

/// A server on a real socket that says whatever a test wants it to.
final class LyingServer: Sendable {
  /// One connection, from the server's side.
  struct Peer: Sendable {
    let fd: Int32

    /// The next request: its head, and as much of its body as `Content-Length` says. nil when the client is gone.
    func request() -> (head: String, body: [UInt8])? {
      var bytes: [UInt8] = []
      let end = Array("\r\n\r\n".utf8)
      while true {
        if let at = Self.find(end, in: bytes) {
          let head = String(decoding: bytes[..<at], as: UTF8.self)
          guard bytes.count - at - 4 < Self.length(head) else { return (head, Array(bytes[(at + 4)...])) }
        }
        guard let more = read() else { return nil }
        bytes += more
      }
    }

    /// Ends the connection, amid whatever was being said.
    func hangUp() { shutdown(fd, Int32(SHUT_RDWR)) }

    private func read() -> [UInt8]? {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(fd, &buffer, buffer.count, 0)
      return count > 0 ? Array(buffer[..<count]) : nil
    }

    @discardableResult func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// False when the client is gone.
    @discardableResult func write(_ bytes: [UInt8]) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes {
          send(fd, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }

    func answer(_ status: String, type: String = "application/json", headers: [String] = [], _ body: String) {
      let lines = ["HTTP/1.1 \(status)", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
      write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    private static func length(_ head: String) -> Int {
      let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
      return line.flatMap { Int($0.drop { $0 != ":" }.dropFirst().filter { $0 != " " }) } ?? 0
    }

    private static func find(_ end: [UInt8], in bytes: [UInt8]) -> Int? {
      guard bytes.count >= end.count else { return nil }
      return (0...(bytes.count - end.count)).first { bytes[$0..<($0 + end.count)].elementsEqual(end) }
    }
  }

  let port: UInt16
  private let listener: Int32
  private let accepted = Mutex(0)
  private let script: @Sendable (Peer, Int) -> Void

  var url: String { "http://127.0.0.1:\(port)" }
  /// How many connections there were.
  var connections: Int { accepted.withLock { $0 } }

  /// - Parameter script: is run for each connection on a thread of its own, with its number from 0 on; it is closed afterwards.
  init(_ script: @escaping @Sendable (Peer, Int) -> Void) throws {
    self.script = script
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    var bound = address
    var length = size
    let fd = listener
    let failed = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(fd, $0, size) != 0 || listen(fd, 16) != 0 || getsockname(fd, $0, &length) != 0
      }
    }
    struct NoSocket: Error { let code: Int32 }
    port = UInt16(bigEndian: bound.sin_port)
    if failed { throw NoSocket(code: errno) }
    Self.thread { self.serve() }
  }

  /// Refuses everything from now on.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let fd = accept(listener, nil, nil)
      guard fd >= 0 else { break }
      let number = accepted.withLock { count in
        defer { count += 1 }
        return count
      }
      Self.thread {
        self.script(Peer(fd: fd), number)
        shutdown(fd, Int32(SHUT_RDWR))
        close(fd)
      }
    }
    close(listener)
  }

  private static func thread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, Unmanaged.passRetained(Box(body)).toOpaque())
    pthread_detach(thread)
  }
}
