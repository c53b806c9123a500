import ClientCore
import Foundation
import Localization
import Text

/// What search says to the person.
enum SearchWords {
  static func operators(_ tr: Catalog) -> String {
    tr("from:name  in:place  before:date  after:date  type:%1  has:attachment", kinds(tr).joined(separator: "|"))
  }

  /// What `type:` takes, one word for each kind of thing.
  static func kinds(_ tr: Catalog) -> [String] {
    tr("forum|chat|event|file|vote|news|course|member").split(separator: "|").map(String.init)
  }

  static func problem(_ problem: SearchProblem, _ tr: Catalog) -> String {
    switch problem {
    case .nobody(let name): tr("Nobody here is called “%1”", name.line)
    case .noPlace(let name): tr("There is no place called “%1”", name.line)
    case .noDate(let text): tr("“%1” is no date: write 2026-11-28, 28/11 or 2026", text.line)
    case .noType(let text): tr("There is no type “%1”: %2", text.line, kinds(tr).joined(separator: ", "))
    }
  }

  static func kind(_ hit: SearchHit, _ tr: Catalog) -> String {
    switch hit.pane {
    case "forums": tr("forum")
    case "chat": tr("chat")
    case "events": tr("Events").lowercased()
    case "files": tr("file")
    case "votes": tr("proposal")
    case "news": tr("news")
    case "courses": tr("course")
    case "members": tr("member")
    default: ""
    }
  }
}

/// Where the words looked for stand in a text, accents and capitals aside.
struct WordMatches {
  private let words: [[Character]]

  init(_ query: String) {
    words = query.split(separator: " ").filter { !$0.contains(":") && $0.first != "-" }
      .map { word in word.filter { $0.isLetter || $0.isNumber }.flatMap(Self.folded) }.filter { !$0.isEmpty }
  }

  /// The text with its words marked.
  func line(_ text: SafeText, _ style: Style = .text) -> Line {
    let characters = Array(text.string)
    return Self.line(characters, marks(characters), style)
  }

  /// As much of a text as there is room for, the first of its words in it, with a sign where it is cut.
  func excerpt(_ text: SafeText, columns: Int) -> SafeText {
    let characters = Array(text.string)
    let marks = marks(characters)
    guard text.width > columns, let first = marks.firstIndex(of: true) else { return text.cut(to: columns) }
    let end = marks[first...].firstIndex(of: false) ?? marks.count
    guard SafeText(String(characters[..<end])).width > columns - 2 else { return text.cut(to: columns) }
    let rest = SafeText(String(characters[Self.start(before: first, in: characters, columns: columns)...]))
    return SafeText("… ") + rest.cut(to: columns - 2)
  }

  /// Where a word begins that leaves a quarter of the room at most before a place.
  private static func start(before place: Int, in characters: [Character], columns: Int) -> Int {
    var (start, index, room) = (place, place, columns / 4)
    while index > 0 {
      room -= CellWidth.of(characters[index - 1])
      guard room >= 0, characters[index - 1] != "…" else { break }
      index -= 1
      if index == 0 || characters[index - 1] == " " { start = index }
    }
    return start
  }

  private func marks(_ characters: [Character]) -> [Bool] {
    var (folded, origin): ([Character], [Int]) = ([], [])
    for (index, character) in characters.enumerated() {
      for piece in Self.folded(character) {
        folded.append(piece)
        origin.append(index)
      }
    }
    var isMarked = Array(repeating: false, count: characters.count)
    for word in words {
      for start in Self.starts(of: word, in: folded) {
        for place in start..<(start + word.count) { isMarked[origin[place]] = true }
      }
    }
    return isMarked
  }

  /// At the beginnings of words only, as the index finds them.
  private static func starts(of word: [Character], in text: [Character]) -> [Int] {
    guard !word.isEmpty, text.count >= word.count else { return [] }
    return (0...(text.count - word.count)).filter { start in
      let isWordStart = start == 0 || !(text[start - 1].isLetter || text[start - 1].isNumber)
      return isWordStart && text[start..<(start + word.count)].elementsEqual(word)
    }
  }

  private static func line(_ characters: [Character], _ isMarked: [Bool], _ style: Style) -> Line {
    var spans: [Span] = []
    var start = 0
    for index in characters.indices where index + 1 == characters.count || isMarked[index + 1] != isMarked[index] {
      let text = SafeText(String(characters[start...index]))
      spans.append(Span(text, isMarked[index] ? Style(.match, .bold) : style))
      start = index + 1
    }
    return Line(spans)
  }

  /// œ is found by oe.
  private static func folded(_ character: Character) -> [Character] {
    if character.isASCII { return Array(character.lowercased()) }
    switch character {
    case "œ", "Œ": return ["o", "e"]
    case "æ", "Æ": return ["a", "e"]
    default: return Array(String(character).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil))
    }
  }
}

extension SafeText {
  /// In so many cells, with one sign at its end where it is cut there.
  fileprivate func cut(to columns: Int) -> SafeText {
    guard width > columns else { return self }
    let kept = prefix(cells: columns - 1).string.reversed().drop { $0 == " " || $0 == "…" }
    return SafeText(String(kept.reversed()) + "…")
  }
}
