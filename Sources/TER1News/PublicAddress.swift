// Which of the two defines sockaddr depends on what was built first.
import CCurl
import Glibc

/// Which addresses of the Internet protocol a server reads feeds from: none that only it, or its own network, can reach.
package enum PublicAddress {
  static func isPublic(_ address: UnsafePointer<sockaddr>) -> Bool {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        isPublic(v4: UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
      }
    case AF_INET6:
      address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        withUnsafeBytes(of: pointer.pointee.sin6_addr) { isPublic(v6: Array($0)) }
      }
    default: false
    }
  }

  /// Ranges that IANA keeps for special purposes (RFC 6890), and groups.
  private static let special: [(UInt32, Int)] = [
    (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
    (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24),
    (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
  ]

  package static func isPublic(v4 address: UInt32) -> Bool {
    !special.contains { range, bits in address >> (32 - bits) == range >> (32 - bits) }
  }

  /// - Parameter address: 16 bytes.
  package static func isPublic(v6 address: [UInt8]) -> Bool {
    guard address.count == 16 else { return false }
    func v4(at start: Int) -> UInt32 { address[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    let head = v4(at: 0)
    // Addresses of the older protocol within the newer: mapped, translated, 6to4.
    if address[..<10].allSatisfy({ $0 == 0 }) {
      return address[10] == 0xFF && address[11] == 0xFF && isPublic(v4: v4(at: 12))
    }
    if head == 0x0064_FF9B { return address[4..<12].allSatisfy { $0 == 0 } && isPublic(v4: v4(at: 12)) }
    if head >> 16 == 0x2002 { return isPublic(v4: v4(at: 2)) }
    if head == 0x2001_0DB8 || head >> 9 == 0x2001_0000 >> 9 { return false }
    return address[0] & 0xE0 == 0x20
  }
}
