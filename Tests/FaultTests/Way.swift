import Glibc
import JSON
import TestSupport
import Testing

/// The way to a server: always the same address, which the session names, and now and then another link.
final class Way: Sendable {
  let port: Int
  private let server: Int
  private let relay: Box<BadLink?>

  /// - Parameter server: its port.
  init(_ server: Int) throws {
    (self.server, port, relay) = (server, try freePort(), Box(nil))
    try become()
  }

  /// - Parameter faults: badlink.py's; none: a good link.
  func become(_ faults: String...) throws { try become(faults) }

  func become(_ faults: [String]) throws {
    relay.value?.end()
    relay.value = try BadLink(["relay", "127.0.0.1:\(server)", "--port", "\(port)"] + faults)
  }

  /// How many connections there were since it became what it is.
  func connections() throws -> Int { try told("connection").count }

  /// Waits until there were so many.
  func wait(connections: Int) async throws {
    for _ in 0..<1_000 where try self.connections() < connections { try await Task.sleep(for: .milliseconds(20)) }
    try #require(try self.connections() >= connections)
  }

  /// The bytes that went up over connections that have ended, which all have soon; for `--count`.
  func sent() throws -> Int {
    for _ in 0..<500 where try told("up").count < connections() { usleep(20_000) }
    return try told("up").reduce(0, +)
  }

  private func told(_ name: String) throws -> [Int] { try relay.value?.told().compactMap { $0[name]?.int } ?? [] }
}

/// So many bytes that nothing makes smaller.
func content(_ count: Int, seed: UInt64) -> [UInt8] {
  var random = SeededGenerator(seed: seed)
  return (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
}
