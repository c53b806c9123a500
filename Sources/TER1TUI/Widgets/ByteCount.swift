public import Localization

/// Numbers of bytes as people read them.
public enum ByteCount {
  /// "812 o", "1,4 Ko", "23 Mo": thousands, with one decimal below ten.
  public static func text(_ bytes: Int, _ tr: Catalog) -> String {
    var (value, unit) = (Double(max(0, bytes)), 0)
    while value >= 999.5 && unit < 4 { (value, unit) = (value / 1_000, unit + 1) }
    let number = unit == 0 || value >= 9.95 ? String(Int(value.rounded())) : decimal(value, tr)
    return tr(units[unit], number)
  }

  private static let units = [msgid("%1 B"), msgid("%1 kB"), msgid("%1 MB"), msgid("%1 GB"), msgid("%1 TB")]

  private static func decimal(_ value: Double, _ tr: Catalog) -> String {
    let tenths = Int((value * 10).rounded())
    if tenths % 10 == 0 { return String(tenths / 10) }
    return tr("%1.%2", tenths / 10, tenths % 10)
  }

  /// All digits, in groups of three: "1 432 118".
  static func grouped(_ number: Int, _ tr: Catalog) -> String {
    var (text, rest) = ("", String(abs(number))[...])
    while rest.count > 3 {
      let group = rest.suffix(3)
      text = text.isEmpty ? String(group) : tr("%1,%2", group, text)
      rest = rest.dropLast(3)
    }
    text = text.isEmpty ? String(rest) : tr("%1,%2", rest, text)
    return (number < 0 ? "-" : "") + text
  }
}
