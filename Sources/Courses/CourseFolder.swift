internal import Foundation

/// A course as it lies in a folder: Markdown lessons, quizzes in GIFT beside or in them, and `course.txt`.
public struct CourseFolder: Sendable {
  public struct Lesson: Sendable, Hashable {
    /// Names it for ever: what was read and answered is known by it. Letters a–z, digits and hyphens, at most 64.
    public let key: String
    public let title: String
    /// Markdown, with quizzes as blocks of code named `gift`.
    public let text: String
  }

  public static let mostLessons = 200
  /// Bytes of a lesson's text.
  public static let longest = 262_144

  public private(set) var manifest = Manifest()
  public private(set) var lessons: [Lesson] = []
  public private(set) var faults: [Fault] = []
  private let files: [String: [UInt8]]
  private var keys: Set<String> = []

  /// Whether it can be a course.
  public var isUsable: Bool { !faults.contains(where: \.isFatal) }

  /// - Parameters:
  ///   - files: all of the folder, by paths within it with `/` between names.
  ///   - name: what the folder is called: the title where nothing else says one.
  public init(files: [String: [UInt8]], name: String) {
    self.files = files
    let isDescribed = files[Manifest.fileName] != nil
    if isDescribed {
      let (manifest, faults) = Manifest.read(text(of: Manifest.fileName), file: Manifest.fileName)
      self.manifest = manifest
      self.faults += faults
    }
    for (file, line) in order(isDescribed) { add(file, line, splits: !isDescribed) }
    if manifest.title.isEmpty, !isDescribed { manifest.title = CourseTitle.clean(name.replacing("-", with: " ")) }
    if manifest.title.isEmpty { faults.append(Fault(Manifest.fileName, 0, .noTitle)) }
    if lessons.isEmpty { faults.append(Fault(Manifest.fileName, 0, .noLessons)) }
    if lessons.count > Self.mostLessons { faults.append(Fault(Manifest.fileName, 0, .tooMany(Self.mostLessons))) }
  }

  /// - Parameter name: what the folder is called.
  public init(_ files: CourseFiles, name: String) {
    self.init(files: files.contents, name: name)
    faults = files.faults + faults
  }

  // MARK: Which files

  private mutating func order(_ isDescribed: Bool) -> [(String, Int)] {
    if !manifest.lessons.isEmpty {
      return manifest.lessons.filter { lesson in
        if files[lesson.name] != nil { return true }
        faults.append(Fault(Manifest.fileName, lesson.line, .missing(String(lesson.name.prefix(100)))))
        return false
      }
    }
    let own = files.keys.filter { path in
      let name = path.split(separator: "/").last ?? ""
      return name.lowercased().hasSuffix(".md") && !name.hasPrefix("_") && !name.hasPrefix(".")
    }
    let named = isDescribed ? [] : sidebar().filter { own.contains($0) }
    let rest = own.filter { !named.contains($0) }.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    return (named + rest).map { ($0, 0) }
  }

  /// The files that docsify's contents name, in their order.
  private mutating func sidebar() -> [String] {
    guard files["_sidebar.md"] != nil else { return [] }
    var names: [String] = []
    for match in text(of: "_sidebar.md").matches(of: /\]\(\/?([^)#?]+\.md)\)/) where !names.contains(String(match.1)) {
      names.append(String(match.1))
    }
    return names
  }

  // MARK: A file

  /// The text of a file. Bytes that are no UTF-8 are read as Windows-1252, control characters are left out; both are told.
  private mutating func text(of file: String) -> String {
    let bytes = files[file] ?? []
    var text = String(validating: bytes, as: UTF8.self) ?? ""
    if text.isEmpty, !bytes.isEmpty {
      faults.append(Fault(file, 0, .notUTF8))
      text = String(bytes: bytes, encoding: .windowsCP1252) ?? String(decoding: bytes, as: UTF8.self)
    }
    text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    let isControl = { (scalar: Unicode.Scalar) in
      scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
    }
    let count = text.unicodeScalars.count(where: isControl)
    guard count > 0 else { return text }
    faults.append(Fault(file, 0, .control(count)))
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isControl(scalar) { clean.append(scalar) }
    return String(clean)
  }

  private mutating func add(_ file: String, _ line: Int, splits: Bool) {
    var text = text(of: file)
    if let head = Manifest.head(of: text) {
      if manifest.title.isEmpty { adopt(head.0) }
      text = head.rest
    }
    faults += LessonText(text, file: file).faults
    text = transcribed(LessonText.closed(text), file)
    let name = file.lowercased().hasSuffix(".md") ? String(file.dropLast(3)) : file
    for (index, part) in (splits ? Self.split(text) : [text]).enumerated() {
      let title = LessonText(part).title ?? CourseTitle.clean(name.split(separator: "/").last ?? "")
      let key = key(splits && index > 0 ? name + "-" + title : name)
      let quiz = index == 0 ? self.quiz(beside: name) : ""
      add(
        Lesson(key: key, title: String(title.prefix(120)), text: part.trimmingCharacters(in: .newlines) + "\n" + quiz),
        file)
    }
  }

  private mutating func adopt(_ head: Manifest) {
    let lessons = manifest.lessons
    manifest = head
    manifest.lessons = lessons
  }

  private mutating func add(_ lesson: Lesson, _ file: String) {
    guard lesson.text.contains(where: { !$0.isWhitespace }) else { return }
    if lesson.text.utf8.count > Self.longest { faults.append(Fault(file, 0, .tooLong(Self.longest))) }
    lessons.append(lesson)
  }

  /// `NAME.gift` beside `NAME.md`, as a block at its end.
  private mutating func quiz(beside name: String) -> String {
    guard files[name + ".gift"] != nil else { return "" }
    let text = text(of: name + ".gift")
    faults += GIFTReader.read(text, file: name + ".gift").faults
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    return "\n\(fence)gift\n\(text.trimmingCharacters(in: .newlines))\n\(fence)\n"
  }

  /// A file with several headings of the first rank is as many lessons.
  static func split(_ text: String) -> [String] {
    var parts: [[Substring]] = [[]]
    var fence: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        if LessonText.closes(line, open) { fence = nil }
      } else if let mark = LessonText.fence(line) {
        fence = mark
      } else if line.hasPrefix("# "), parts[parts.count - 1].contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
        parts.append([])
      }
      parts[parts.count - 1].append(line)
    }
    return parts.map { $0.joined(separator: "\n") }
  }

  private mutating func key(_ name: String) -> String {
    let folded = name.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    let words = folded.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let plain = String(words.joined(separator: "-").lowercased().prefix(56))
    var (key, number) = (plain.isEmpty ? "lesson" : plain, 2)
    while !keys.insert(key).inserted {
      key = "\(plain.isEmpty ? "lesson" : plain)-\(number)"
      number += 1
    }
    return key
  }

  // MARK: Films

  /// What is said in a film of the folder (`NAME.vtt` or `NAME.srt` beside it) stands before its link.
  private mutating func transcribed(_ text: String, _ file: String) -> String {
    let folder = file.split(separator: "/").dropLast().joined(separator: "/")
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let film = VideoLink(line), let words = transcript(of: film.link, in: folder) { lines += ["", words, ""] }
      lines.append(String(line))
    }
    return lines.joined(separator: "\n")
  }

  private mutating func transcript(of link: String, in folder: String) -> String? {
    guard !link.contains("://"), let dot = link.lastIndex(of: ".") else { return nil }
    let base = (folder.isEmpty ? "" : folder + "/") + link[..<dot]
    guard let name = [".vtt", ".srt"].map({ base + $0 }).first(where: { files[$0] != nil }) else { return nil }
    return Subtitles.text(text(of: name))
  }
}

/// WebVTT and SubRip: what is said, without times.
enum Subtitles {
  static func text(_ source: String) -> String {
    var said: [String] = []
    for cue in source.replacing(/\n[ \t]*\n+/, with: "\u{0}").split(separator: "\u{0}") {
      let lines = cue.split(separator: "\n")
      guard let time = lines.firstIndex(where: { $0.contains("-->") }) else { continue }
      for line in lines[(time + 1)...] {
        let words = line.replacing(/<[^>]*>/, with: "").trimmingCharacters(in: .whitespaces)
        if !words.isEmpty, said.last != words { said.append(words) }
      }
    }
    return said.joined(separator: " ")
  }
}
