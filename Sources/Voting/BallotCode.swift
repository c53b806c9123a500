/// The code by which a voter finds his ballot in the published tally, and nobody else's: 16 characters of Crockford's base 32
/// without checksum, 80 bits, drawn by the voter's own device.
public enum BallotCode {
  public static let length = 16
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  public static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return String((0..<length).map { _ in alphabet[Int(generator.next() % 32)] })
  }

  public static func isCode(_ text: String) -> Bool { text.count == length && text.allSatisfy(alphabet.contains) }

  /// In groups of four, to be read aloud.
  public static func grouped(_ code: String) -> String {
    stride(from: 0, to: code.count, by: 4).map { String(code.dropFirst($0).prefix(4)) }.joined(separator: "-")
  }
}
