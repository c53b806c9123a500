import Foundation
import Glibc
import Testing

/// A TCP connection whose bytes the test writes itself.
final class RawConnection {
  private let descriptor: Int32
  private static let patience: Int32 = 60_000

  init(_ server: ServerProcess) throws {
    let port = try #require(URL(string: server.url)?.port)
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(status == 0)
  }

  deinit { close(descriptor) }

  /// - Returns: whether the other side still takes it.
  @discardableResult
  func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// Sends the head of a request of bert's.
  func request(_ method: String, _ path: String, _ headers: [String] = [], password: String = ServerProcess.password) {
    let proof = Data("bert:\(password)".utf8).base64EncodedString()
    let lines = ["\(method) \(path) HTTP/1.1", "Host: localhost", "Authorization: Basic \(proof)"] + headers
    send(lines.joined(separator: "\r\n") + "\r\n\r\n")
  }

  /// What is there after at most a minute; empty: the other side has closed it.
  func receive() throws -> String {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    try #require(Glibc.poll(&poll, 1, Self.patience) == 1, "nothing came for a minute")
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// The status of the answer.
  func status() throws -> Int {
    let head = try receive()
    return try #require(head.split(separator: " ").dropFirst().first.flatMap { Int($0) }, "\(head)")
  }

  /// Sends a byte a quarter of a second until the other side has had enough of it.
  /// - Returns: false when it had not after a minute.
  func trickle(_ byte: String) -> Bool {
    for _ in 0..<240 {
      guard send(byte) else { return true }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if Glibc.poll(&poll, 1, 250) == 1 { return true }
    }
    return false
  }
}
