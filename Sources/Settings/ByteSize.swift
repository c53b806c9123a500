/// A number of bytes as a person writes it: `5 MB`, `500 kB`, `1,5 Mo`.
public enum ByteSize {
  private static let units: [(name: String, bytes: Double)] = [
    ("k", 1e3), ("m", 1e6), ("g", 1e9), ("", 1),
  ]

  /// nil when it is none: a number without a unit is of bytes; thousands, not powers of two.
  public static func parse(_ text: String) -> Int? {
    let text = text.lowercased().filter { !$0.isWhitespace }
    let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "," }
    let unit = text.dropFirst(digits.count)
    guard let number = Double(digits.replacing(",", with: ".")),
      let size = units.first(where: { unit == $0.name || unit == $0.name + "b" || unit == $0.name + "o" })
    else { return nil }
    let bytes = (number * size.bytes).rounded()
    return bytes >= 1 && bytes < 1e15 ? Int(bytes) : nil
  }

  /// The shortest form that `parse` reads back as the same number.
  public static func text(_ bytes: Int) -> String {
    for (unit, size) in [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)] where bytes % size == 0 {
      return "\(bytes / size) \(unit)"
    }
    return "\(bytes) B"
  }
}
