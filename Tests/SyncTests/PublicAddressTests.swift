import Foundation
import TER1News
import Testing

/// Addresses that a server must not ask for a feed: its own, its network's, and those of no place.
@Suite struct PublicAddressTests {
  private func v4(_ text: String) -> UInt32 { text.split(separator: ".").reduce(0) { $0 << 8 | (UInt32($1) ?? 0) } }

  private func v6(_ text: String) -> [UInt8] {
    let halves = text.components(separatedBy: "::").map { $0.split(separator: ":").map { UInt16($0, radix: 16) ?? 0 } }
    let zeros = [UInt16](repeating: 0, count: 8 - halves.reduce(0) { $0 + $1.count })
    return (halves[0] + (halves.count > 1 ? zeros + halves[1] : [])).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
  }

  @Test(arguments: [
    "127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "255.255.255.255",
  ]) func isNotPublic(_ address: String) { #expect(!PublicAddress.isPublic(v4: v4(address))) }

  @Test(arguments: ["1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "185.15.58.224"])
  func isPublic(_ address: String) { #expect(PublicAddress.isPublic(v4: v4(address))) }

  @Test(arguments: [
    "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:7f00:1", "::ffff:a00:1", "64:ff9b::7f00:1",
    "2002:7f00:1::1", "2001:db8::1", "2001:0:4136::1", "100::1", "::7f00:1",
  ]) func isNotPublicEither(_ address: String) { #expect(!PublicAddress.isPublic(v6: v6(address))) }

  @Test(arguments: [
    "2a02:ec80:300:ed1a::1", "2606:4700::1111", "::ffff:101:101", "64:ff9b::808:808", "2002:808:808::1",
  ])
  func isPublicToo(_ address: String) { #expect(PublicAddress.isPublic(v6: v6(address))) }
}
