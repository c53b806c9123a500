import TER1Server

/// The days that logs name, in days since 1970.
enum LogDay {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard (1980..<2200).contains(year) else { return nil }
    return UTCDate("\(year)-\(two(month))-\(two(day))T00:00:00Z").map { Int($0.milliseconds / 86_400_000) }
  }

  /// The first `YYYY-MM-DD`, `YYYY_MM_DD` or `YYYYMMDD` in a text.
  static func first(in text: some StringProtocol) -> Int? {
    let bytes = Array(text.utf8)
    return bytes.indices.lazy.compactMap { date(bytes[$0...]) }.first
  }

  private static func date(_ bytes: ArraySlice<UInt8>) -> Int? {
    let hasMarks = bytes.count >= 10 && [0x2D, 0x5F, 0x2F].contains(bytes[bytes.startIndex + 4])
    let width = hasMarks ? [4, 1, 2, 1, 2] : [4, 0, 2, 0, 2]
    guard bytes.count >= width.reduce(0, +) else { return nil }
    var numbers: [Int] = []
    var rest = bytes
    for (index, size) in width.enumerated() {
      if index % 2 == 0 {
        guard rest.prefix(size).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        numbers.append(Int(String(decoding: rest.prefix(size), as: UTF8.self)) ?? 0)
      }
      rest = rest.dropFirst(size)
    }
    return day(numbers[0], numbers[1], numbers[2])
  }

  /// `--- Day changed Wed May 29 2002`, `--- Log opened Tue May 28 22:39:11 2002`, `date: 2003-03-25`
  static func ofDayLine(_ line: Substring) -> Int? {
    if line.hasPrefix("date:") { return first(in: line) }
    guard line.hasPrefix("--- ") || line.hasPrefix("**** ") else { return nil }
    let words = line.split(separator: " ")
    for (index, word) in words.enumerated() {
      guard let month = months.firstIndex(of: word.lowercased()), index + 2 < words.count,
        let number = Int(words[index + 1]), let year = words[(index + 2)...].compactMap({ Int($0) }).first
      else { continue }
      return day(year, month + 1, number)
    }
    return first(in: line)
  }

  /// Takes `YYYY-MM-DD ` (or with `T`) from the beginning of a line.
  static func take(_ rest: inout Substring) -> Int? {
    let body = rest.first == "[" ? rest.dropFirst() : rest
    guard body.prefix(10).utf8.count == 10, body.dropFirst(4).first == "-", let day = first(in: body.prefix(10)) else {
      return nil
    }
    let after = body.dropFirst(10)
    guard after.first == " " || after.first == "T" else { return nil }
    rest = (rest.first == "[" ? "[" : "") + after.dropFirst()
    return day
  }
}
