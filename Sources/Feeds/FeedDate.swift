internal import Glibc

/// Dates as feeds write them: RFC 822 with its many mistakes, ISO 8601 and its profiles.
public enum FeedDate {
  /// - Returns: seconds since 1970; nil for what cannot be read, and for years before 1970 and after 2100.
  public static func seconds(_ text: String) -> Double? {
    let text = text.prefix(100).drop(while: \.isWhitespace)
    guard let fields = iso(text) ?? words(text), let seconds = fields.seconds else { return nil }
    return (0..<4_133_980_800).contains(seconds) ? seconds : nil
  }

  private struct Fields {
    var year: Int?
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    /// Seconds east of Greenwich.
    var offset = 0

    var seconds: Double? {
      guard let year, (1...12).contains(month), (1...366).contains(day), (0...24).contains(hour),
        (0...59).contains(minute), (0...60).contains(second)
      else { return nil }
      var time = tm()
      time.tm_year = Int32(year - 1900)
      time.tm_mon = Int32(month - 1)
      (time.tm_mday, time.tm_hour) = (Int32(day), Int32(hour))
      (time.tm_min, time.tm_sec) = (Int32(minute), Int32(second))
      return Double(timegm(&time) - offset)
    }
  }

  // MARK: ISO 8601

  /// 2026, 2026-05, 2026-05-01, 20260501, 2026-121, with T or a space and a time behind it.
  private static func iso(_ text: Substring) -> Fields? {
    let date = text.prefix { $0.isASCII && ($0.isNumber || $0 == "-") }
    let digits = date.filter(\.isNumber)
    guard digits.count >= 4, date.prefix(4).allSatisfy(\.isNumber) else { return nil }
    let rest = text.dropFirst(date.count)
    guard rest.isEmpty || "Tt ".contains(rest.first ?? "?") else { return nil }
    var fields = Fields(year: Int(digits.prefix(4)))
    let tail = digits.dropFirst(4)
    switch tail.count {
    case 0: break
    case 2: fields.month = Int(tail) ?? 0
    case 3: fields.day = Int(tail) ?? 0
    case 4: (fields.month, fields.day) = (Int(tail.prefix(2)) ?? 0, Int(tail.suffix(2)) ?? 0)
    default: return nil
    }
    if tail.count == 4, fields.day > 31 { return nil }
    return rest.count > 1 ? clock(rest.dropFirst(), into: fields) : fields
  }

  /// 10:30, 10:30:05.123, 1030, with Z, +02:00, +0200, +02 or a name behind it.
  private static func clock(_ text: Substring, into fields: Fields) -> Fields? {
    var fields = fields
    let text = text.drop(while: \.isWhitespace)
    let time = text.prefix { $0.isASCII && ($0.isNumber || $0 == ":" || $0 == ".") }
    var parts = time.prefix { $0 != "." }.split(separator: ":").map(String.init)
    if parts.count == 1, parts[0].count >= 4 {
      let digits = parts[0]
      parts = [0, 2, 4].compactMap { digits.count >= $0 + 2 ? String(digits.dropFirst($0).prefix(2)) : nil }
    }
    guard let hour = parts.first.flatMap({ Int($0) }) else { return nil }
    fields.hour = hour
    fields.minute = parts.count > 1 ? Int(parts[1]) ?? -1 : 0
    fields.second = parts.count > 2 ? Int(parts[2]) ?? -1 : 0
    fields.offset = zone(text.dropFirst(time.count)) ?? 0
    return fields
  }

  // MARK: Words

  /// Fri, 1 May 2026 10:30:05 +0200, in any order that people use.
  private static func words(_ text: Substring) -> Fields? {
    var fields = Fields()
    var numbers: [Int] = []
    var hasMonth = false
    var words = text.split { $0.isWhitespace || $0 == "," }
    if let slashes = words.first(where: { $0.contains("/") }) { return slashed(slashes, words) }
    if words.first.map({ month($0) == nil && !$0.contains(where: \.isNumber) }) ?? false { words.removeFirst() }
    for (place, word) in words.enumerated() {
      if word.contains(":") {
        let rest = words[(place + 1)...].first { month($0) == nil && zone($0) != nil && !isYear($0) }
        guard let timed = clock(word + " " + (rest ?? ""), into: fields) else { return nil }
        fields = timed
      } else if let found = month(word) {
        (fields.month, hasMonth) = (found, true)
      } else {
        for part in word.split(separator: "-") where numbers.count < 3 {
          if let found = month(part) {
            (fields.month, hasMonth) = (found, true)
          } else if let number = Int(part) {
            numbers.append(number)
          }
        }
      }
    }
    guard hasMonth, numbers.count >= 2 else { return nil }
    let (day, year) = numbers[0] > 31 ? (numbers[1], numbers[0]) : (numbers[0], numbers[1])
    (fields.day, fields.year) = (day, full(year))
    return (1...31).contains(day) ? fields : nil
  }

  private static func isYear(_ word: Substring) -> Bool { word.count == 4 && Int(word).map { $0 > 1_900 } ?? false }

  /// 01/05/2026; the month comes first only where the other cannot be one.
  private static func slashed(_ date: Substring, _ words: [Substring]) -> Fields? {
    let numbers = date.split(separator: "/").compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    var fields = Fields()
    if numbers[0] > 31 {
      (fields.year, fields.month, fields.day) = (numbers[0], numbers[1], numbers[2])
    } else {
      let isAmerican = numbers[1] > 12
      (fields.day, fields.month) = isAmerican ? (numbers[1], numbers[0]) : (numbers[0], numbers[1])
      fields.year = full(numbers[2])
    }
    guard let time = words.firstIndex(where: { $0.contains(":") }) else { return fields }
    return clock(words[time] + " " + (words.dropFirst(time + 1).first ?? ""), into: fields)
  }

  private static func full(_ year: Int) -> Int { year < 70 ? year + 2000 : year < 100 ? year + 1900 : year }

  private static let months: [(String, Int)] = [
    ("jan", 1), ("feb", 2), ("fev", 2), ("fév", 2), ("mar", 3), ("apr", 4), ("avr", 4), ("abr", 4), ("may", 5),
    ("mai", 5), ("juin", 6), ("jun", 6), ("juil", 7), ("jul", 7), ("aug", 8), ("aou", 8), ("aoû", 8), ("ago", 8),
    ("sep", 9), ("set", 9), ("oct", 10), ("okt", 10), ("nov", 11), ("dec", 12), ("déc", 12), ("dez", 12), ("dic", 12),
    ("ene", 1), ("out", 10),
  ]

  private static func month(_ word: Substring) -> Int? {
    let word = word.lowercased()
    return word.count < 3 || word.hasPrefix("mard") || word.hasPrefix("mart")
      ? nil : months.first { word.hasPrefix($0.0) }?.1
  }

  private static let zones = [
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2,
    "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "jst": 9, "ast": -4,
  ]

  /// Seconds east of Greenwich; nil for what is no zone.
  private static func zone(_ text: Substring) -> Int? {
    let word = text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }.lowercased()
    if let hours = zones[word] { return hours * 3_600 }
    guard let start = word.firstIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
    let digits = word[word.index(after: start)...].filter { $0.isASCII && $0.isNumber }
    guard let number = Int(digits.prefix(4)) else { return nil }
    let (hours, minutes) = digits.count > 2 ? (number / 100, number % 100) : (number, 0)
    guard hours <= 14, minutes < 60 else { return nil }
    return (word[start] == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }
}
