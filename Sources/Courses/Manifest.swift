internal import Foundation

/// What is said of a course: lines `name: value` in `course.txt`, or at the head of a lesson.
public struct Manifest: Sendable, Hashable {
  public var title = ""
  public var summary = ""
  /// A tag of BCP 47.
  public var language = ""
  public var authors = ""
  public var licence = ""
  /// Percentage of right answers that a certificate needs.
  public var pass = 0
  /// Files of the lessons, in order, and the lines that name them.
  public var lessons: [(name: String, line: Int)] = []

  public static let fileName = "course.txt"

  public init() {}

  public static func == (left: Manifest, right: Manifest) -> Bool {
    left.title == right.title && left.summary == right.summary && left.language == right.language
      && left.authors == right.authors && left.licence == right.licence && left.pass == right.pass
      && left.lessons.map(\.name) == right.lessons.map(\.name)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(title) }

  public static func read(_ text: String, file: String) -> (Manifest, [Fault]) {
    var (manifest, faults) = (Manifest(), [Fault]())
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.trimmingCharacters(in: .whitespaces)
      guard !words.isEmpty, !words.hasPrefix("#") else { continue }
      if let kind = manifest.take(words, line: index + 1) { faults.append(Fault(file, index + 1, kind)) }
    }
    return (manifest, faults)
  }

  /// The head of a lesson as Culture Numérique writes it: `TITLE: …` from its first line on, up to an empty one. What is for a web site is
  /// passed over.
  /// - Returns: also the lesson without it, its lines kept in place.
  static func head(of text: String) -> (Manifest, rest: String)? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, first.firstMatch(of: /^[A-Z]{3,12}:/) != nil else { return nil }
    let end = lines.firstIndex { $0.allSatisfy(\.isWhitespace) } ?? lines.endIndex
    var manifest = Manifest()
    for line in lines[..<end] { _ = manifest.take(String(line), line: 0) }
    return (manifest, lines.indices.map { $0 < end ? "" : String(lines[$0]) }.joined(separator: "\n"))
  }

  private mutating func take(_ line: String, line number: Int) -> Fault.Kind? {
    guard let colon = line.firstIndex(of: ":") else { return .unknownWord(String(line.prefix(40))) }
    let name = line[..<colon].trimmingCharacters(in: .whitespaces)
    let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    guard !value.isEmpty else { return .noValue(String(name.prefix(40))) }
    switch name.lowercased().folding(options: .diacriticInsensitive, locale: nil) {
    case "title", "titre": title = value
    case "summary", "resume": summary = value
    case "language", "langue": language = value
    case "author", "authors", "auteur", "auteurs": authors += (authors.isEmpty ? "" : ", ") + value
    case "licence", "license": licence = value
    // One that is named again is read once: a file of a course may be large.
    case "lesson", "lecon": if !lessons.contains(where: { $0.name == value }) { lessons.append((value, number)) }
    case "pass", "reussite":
      guard let number = Int(value.filter { $0 != "%" && $0 != " " }), (0...100).contains(number) else {
        return .badPass(String(value.prefix(40)))
      }
      pass = number
    default: return .unknownWord(String(name.prefix(40)))
    }
    return nil
  }
}
