/// An instant on the wire: RFC 8620, section 1.4, `UTCDate`. In the program an instant is a Double: seconds since 1970;
/// in the cache a whole number of milliseconds.
public enum UTCDate {
  /// "2026-05-01T10:00:00.250Z"; the fraction is left out when it is zero.
  public static func string(from seconds: Double) -> String {
    string(milliseconds: milliseconds(from: seconds))
  }

  static func string(milliseconds: Int64) -> String {
    let (whole, rest) = milliseconds.dividedFlooring(by: 1_000)
    let local = LocalTime(seconds: whole).string
    return local + (rest == 0 ? "Z" : "." + padded(Int(rest), to: 3) + "Z")
  }

  /// Seconds since 1970; nil for what is no UTCDate.
  public static func seconds(_ text: String) -> Double? { milliseconds(text).map { Double($0) / 1_000 } }

  static func milliseconds(from seconds: Double) -> Int64 {
    Int64(exactly: (min(max(seconds, -6e10), 2.5e11) * 1_000).rounded()) ?? 0
  }

  static func milliseconds(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), let local = LocalTime(utf8: bytes.prefix(19)) else {
        return nil
      }
      return fraction(bytes.dropFirst(19).dropLast()).map { local.seconds * 1_000 + $0 }
    }
  }

  private static func fraction(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
    guard let point = digits.first else { return 0 }
    guard point == UInt8(ascii: "."), digits.count > 1 else { return nil }
    var value: Int64 = 0
    for (index, byte) in digits.dropFirst().enumerated() {
      guard (0x30...0x39).contains(byte) else { return nil }
      if index < 3 { value = value * 10 + Int64(byte - 0x30) }
    }
    for _ in (digits.count - 1)..<max(3, digits.count - 1) { value *= 10 }
    return value
  }
}

func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int64 {
  func dividedFlooring(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
