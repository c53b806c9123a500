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
    var fence: (mark: Substring, quiz: String?, line: Int)?
    var quiz: [Substring] = []
    let all = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() {
      if let open = fence {
        if Self.closes(line, open.mark) {
          if let name = open.quiz { add(quiz, name, file, open.line + 1) } else { lines.append(line) }
          (fence, quiz) = (nil, [])
        } else if open.quiz == nil {
          lines.append(line)
        } else {
          if Self.fence(line).flatMap({ Self.quizName(line, $0) }) != nil { tellOpen(file, open.line) }
          quiz.append(line)
        }
      } else if let mark = Self.fence(line) {
        fence = (mark, Self.quizName(line, mark), index + 1)
        if fence?.quiz == nil { lines.append(line) }
      } else {
        add(line)
      }
    }
    if let open = fence, let name = open.quiz {
      tellOpen(file, open.line)
      add(quiz, name, file, open.line + 1)
    }
    endSection()
  }

  /// Once for each block.
  private mutating func tellOpen(_ file: String, _ line: Int) {
    let fault = Fault(file, line, .openQuiz)
    if faults.last != fault { faults.append(fault) }
  }

  private mutating func add(_ line: Substring) {
    if line.hasPrefix("#"), line.drop(while: { $0 == "#" }).first?.isWhitespace == true {
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
