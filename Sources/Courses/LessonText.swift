internal import Foundation

/// A lesson's Markdown in the order in which it is read: text, quizzes, and what can be watched after what can be read.
public struct LessonText: Sendable {
  public enum Part: Sendable, Hashable {
    case markdown(String)
    /// A link to a film, which costs more than the words before it.
    case video(title: String, link: String)
    case quiz(name: String, [QuizQuestion])
  }

  public private(set) var parts: [Part] = []
  public private(set) var faults: [Fault] = []
  /// What can be answered in it.
  public var questions: [QuizQuestion] {
    parts.flatMap { part -> [QuizQuestion] in
      guard case .quiz(_, let questions) = part else { return [] }
      return questions.filter(\.isAnswerable)
    }
  }
  /// The first heading; nil: it has none.
  public private(set) var title: String?

  private var lines: [Substring] = []
  private var films: [Part] = []

  /// Words after ``` that say: this is a quiz in GIFT. Those of Culture Numérique are known too.
  static let quizWords: Set<String> = [
    "gift", "quiz", "comprehension", "activite", "activite-avancee", "question", "questions",
  ]

  public init(_ text: String, file: String = "") {
    let all = Self.lines(text)
    var index = 0
    while index < all.count {
      if let mark = Self.fence(all[index]) {
        index = addBlock(all, from: index, mark, file)
      } else {
        add(all[index])
        index += 1
      }
    }
    endSection()
  }

  static func lines(_ text: String) -> [Substring] {
    text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// - Returns: where the text goes on.
  private mutating func addBlock(_ all: [Substring], from start: Int, _ mark: Substring, _ file: String) -> Int {
    guard let name = Self.quizName(all[start], mark) else {
      let end = all[(start + 1)...].firstIndex { Self.closes($0, mark) } ?? all.count - 1
      lines += all[start...end]
      return end + 1
    }
    let (end, isClosed) = Self.endOfQuiz(all, start + 1, mark)
    if !isClosed { faults.append(Fault(file, start + 1, .openQuiz(endedAt: end < all.count ? end + 1 : nil))) }
    add(Array(all[(start + 1)..<end]), name, file, start + 2)
    return isClosed ? end + 1 : end
  }

  /// A quiz that is not closed must not swallow the lessons after it: the next one ends it, or a heading that none of its questions
  /// can hold.
  private static func endOfQuiz(_ all: [Substring], _ start: Int, _ mark: Substring) -> (end: Int, isClosed: Bool) {
    let end = all[start...].firstIndex { closes($0, mark) || opensQuiz($0, mark) } ?? all.count
    if end < all.count, closes(all[end], mark) { return (end, true) }
    return (GIFTReader.firstHeading(behindQuestions: all[start..<end]) ?? end, false)
  }

  /// In a block that a longer mark opened a shorter one is text.
  private static func opensQuiz(_ line: Substring, _ outer: Substring) -> Bool {
    guard let mark = fence(line), mark.count >= outer.count else { return false }
    return quizName(line, mark) != nil
  }

  /// The text with each quiz closed, so that whoever cuts it or reads it otherwise finds the same.
  static func closed(_ text: String) -> String {
    let all = lines(text)
    var (closed, index): ([Substring], Int) = ([], 0)
    while index < all.count {
      guard let mark = fence(all[index]) else {
        closed.append(all[index])
        index += 1
        continue
      }
      let isQuiz = quizName(all[index], mark) != nil
      let plain = all[(index + 1)...].firstIndex { closes($0, mark) } ?? all.count - 1
      let (end, isClosed) = isQuiz ? endOfQuiz(all, index + 1, mark) : (plain, true)
      closed += all[index..<end] + (isClosed ? all[end...end] : [mark])
      index = isClosed ? end + 1 : end
    }
    return closed.joined(separator: "\n")
  }

  static func isHeading(_ line: Substring) -> Bool {
    line.hasPrefix("#") && line.drop { $0 == "#" }.first?.isWhitespace == true
  }

  private mutating func add(_ line: Substring) {
    if Self.isHeading(line) {
      if title == nil { title = CourseTitle.clean(line.drop { $0 == "#" }) }
      endSection()
    }
    if let film = VideoLink(line) {
      films.append(.video(title: film.title, link: film.link))
    } else {
      lines.append(line)
    }
  }

  private mutating func add(_ quiz: [Substring], _ name: String, _ file: String, _ line: Int) {
    endSection()
    let read = GIFTReader.read(quiz.joined(separator: "\n"), file: file, firstLine: line)
    faults += read.faults
    if !read.questions.isEmpty { parts.append(.quiz(name: name, read.questions)) }
  }

  private mutating func endSection() {
    let text = lines.joined(separator: "\n")
    if !text.allSatisfy(\.isWhitespace) { parts.append(.markdown(text)) }
    parts += films
    (lines, films) = ([], [])
  }

  // MARK: Fences

  /// The mark of a line that opens a block of code.
  static func fence(_ line: Substring) -> Substring? {
    let indent = line.prefix { $0 == " " }
    let rest = line.dropFirst(indent.count)
    guard indent.count <= 3, let first = rest.first, first == "`" || first == "~" else { return nil }
    let mark = rest.prefix { $0 == first }
    return mark.count >= 3 && !(first == "`" && rest.dropFirst(mark.count).contains("`")) ? mark : nil
  }

  static func closes(_ line: Substring, _ mark: Substring) -> Bool {
    let text = line.trimmingCharacters(in: .whitespaces)
    return text.count >= mark.count && text.allSatisfy { $0 == mark.first }
  }

  /// nil: the block that the line opens holds no quiz.
  private static func quizName(_ line: Substring, _ mark: Substring) -> String? {
    let info = line.trimmingPrefix(while: \.isWhitespace).dropFirst(mark.count)
    let word = info.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    let folded = word.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    return quizWords.contains(folded) ? word : nil
  }
}

/// A line that is nothing but a link to a film.
struct VideoLink {
  let title, link: String

  private static let hosts = [
    "vimeo.com", "youtube.com", "youtu.be", "dailymotion.com", "peertube", "tube.", "framatube",
  ]
  private static let endings = [".mp4", ".webm", ".ogv", ".mkv", ".mov", ".m3u8"]

  init?(_ line: Substring) {
    let text = line.trimmingCharacters(in: .whitespaces)
    guard text.hasPrefix("["), let middle = text.firstRange(of: "]("),
      let end = text[middle.upperBound...].firstIndex(of: ")")
    else { return nil }
    let link = text[middle.upperBound..<end].trimmingCharacters(in: .whitespaces)
    let rest = text[text.index(after: end)...].trimmingCharacters(in: .whitespaces)
    guard rest.isEmpty || rest.hasPrefix("{:") && rest.hasSuffix("}"), !link.isEmpty else { return nil }
    let lower = link.lowercased()
    let host = lower.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    let isFilm =
      rest.lowercased().contains("video") || Self.endings.contains(where: lower.hasSuffix)
      || Self.hosts.contains { host.contains($0) }
    guard isFilm else { return nil }
    (title, self.link) = (String(text[text.index(after: text.startIndex)..<middle.lowerBound]), link)
  }
}

/// Headings as names: without markup and the signs of sites that made them.
enum CourseTitle {
  static func clean(_ heading: some StringProtocol) -> String {
    var text = String(heading)
    text = text.replacing(/<[^>]*>/, with: " ").replacing(/:fa[a-z]? fa-[a-z0-9-]+:/, with: " ")
    text = text.replacing(/\{:[^}]*\}|\{#[^}]*\}/, with: " ").replacing(/!?\[([^\]]*)\]\([^)]*\)/) { String($0.1) }
    text = text.filter { !"*`#".contains($0) }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
