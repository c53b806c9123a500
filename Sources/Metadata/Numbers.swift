/// Little-endian numbers within bytes; nil past the end.
extension [UInt8] {
  func little16(_ at: Int) -> Int? { little(at, 2) }
  func little32(_ at: Int) -> Int? { little(at, 4) }

  private func little(_ at: Int, _ size: Int) -> Int? {
    guard at >= 0, at <= count - size else { return nil }
    return self[at..<at + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func appendLittle(_ value: Int, size: Int) {
    for shift in 0..<size { append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
  }
}
