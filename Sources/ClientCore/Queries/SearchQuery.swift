internal import Foundation
internal import Text

/// What a person typed into the search: words, "phrases", and operators in French or English.
struct SearchQuery: Equatable {
  enum Term: Equatable {
    case word(String)
    case phrase(String)
  }

  var terms: [Term] = []
  var authors: [String] = []
  var places: [String] = []
  /// Types of objects but messages.
  var types: Set<Int64> = []
  var messages: Set<Channel.Kind> = []
  var hasAttachment = false
  /// Milliseconds since 1970.
  var after: Int64?
  var before: Int64?
  var problems: [SearchProblem] = []

  /// Seconds since 1970.
  private let now: Double
  private let zone: TimeZone

  init(_ text: String, zone: TimeZone, now: Double = Date().timeIntervalSince1970) {
    (self.zone, self.now) = (zone, now)
    for piece in Self.pieces(text.prefix(1_000)) { add(piece) }
  }

  /// Splits at white space outside of quotation marks.
  private static func pieces(_ text: Substring) -> [String] {
    var pieces: [String] = []
    var (piece, isQuoted) = ("", false)
    for character in text {
      if "\"«»“”".contains(character) {
        isQuoted = character == "«" || character == "“" ? true : character == "\"" ? !isQuoted : false
        piece.append("\"")
      } else if character.isWhitespace && !isQuoted {
        pieces.append(piece)
        piece = ""
      } else {
        piece.append(character)
      }
    }
    return (pieces + [piece]).filter { !$0.isEmpty }
  }

  private mutating func add(_ piece: String) {
    let value = { (text: Substring) in text.filter { $0 != "\"" }.trimmingCharacters(in: .whitespaces) }
    guard let colon = piece.firstIndex(of: ":"), piece.first != "\"",
      let operation = Self.operators[Folding.folded(String(piece[..<colon]))]
    else {
      let word = value(piece[...])
      if !word.isEmpty { terms.append(piece.contains("\"") ? .phrase(word) : .word(word)) }
      return
    }
    apply(operation, value(piece[piece.index(after: colon)...]))
  }
}

// MARK: - Operators

extension SearchQuery {
  enum Operator { case author, place, before, after, type, attachment }

  static let operators: [String: Operator] = [
    "de": .author, "from": .author, "dans": .place, "in": .place, "avant": .before, "before": .before, "apres": .after,
    "after": .after, "type": .type, "piece": .attachment, "has": .attachment,
  ]

  private static let typeNames: [String: [Int64]] = [
    "event": [CalendarEvent.code], "evenement": [CalendarEvent.code],
    "agenda": [CalendarEvent.code], "file": [FileNode.code], "fichier": [FileNode.code], "dossier": [FileNode.code],
    "folder": [FileNode.code], "person": [Principal.code], "membre": [Principal.code], "personne": [Principal.code],
    "member": [Principal.code], "channel": [Channel.code], "salon": [Channel.code], "room": [Channel.code],
    "board": [Channel.code], "proposal": [Proposal.code], "proposition": [Proposal.code], "vote": [Proposal.code],
    "news": [Article.code],
    "article": [Article.code], "actualite": [Article.code], "feed": [Feed.code], "flux": [Feed.code],
    "course": [Course.code, Lesson.code], "cours": [Course.code, Lesson.code], "lesson": [Lesson.code],
    "lecon": [Lesson.code],
  ]

  private static let messageNames: [String: Set<Channel.Kind>] = [
    "message": [.forum, .chat], "forum": [.forum], "sujet": [.forum], "topic": [.forum], "chat": [.chat],
    "discussion": [.chat],
  ]

  private mutating func apply(_ operation: Operator, _ value: String) {
    switch operation {
    case .author: if !value.isEmpty { authors.append(value) }
    case .place: if !value.isEmpty { places.append(value) }
    case .before: if let date = date(value) { before = min(before ?? date, date) }
    case .after: if let date = date(value) { after = max(after ?? date, date) }
    case .type: addType(value)
    case .attachment:
      hasAttachment = true
      if !["", "oui", "yes", "attachment", "piece"].contains(Folding.folded(value)) { terms.append(.word(value)) }
    }
  }

  private mutating func addType(_ value: String) {
    let name = Folding.folded(value)
    let singular = name.hasSuffix("s") ? String(name.dropLast()) : name
    if let codes = Self.typeNames[name] ?? Self.typeNames[singular] {
      types.formUnion(codes)
    } else if let kinds = Self.messageNames[name] ?? Self.messageNames[singular] {
      messages.formUnion(kinds)
    } else {
      problems.append(.noType(UntrustedText(value)))
    }
  }

  /// 2026-05-01, 2026-05, 2026, 01/05/2026 or 01/05: the beginning of that day, month or year; or what `SinceWords` reads. Milliseconds.
  private mutating func date(_ text: String) -> Int64? {
    if let day = day(text) { return Int64(day.instant(in: zone)) * 1_000 }
    if let moment = SinceWords.moment(text, now: now, zone: zone) { return Int64(moment) * 1_000 }
    problems.append(.noDate(UntrustedText(text)))
    return nil
  }

  private func day(_ text: String) -> LocalTime? {
    var parts = text.split(whereSeparator: { "-/.".contains($0) }).map { String($0) }
    if parts.count == 3, parts[2].count == 4 { parts.reverse() }
    let numbers = parts.compactMap { Int($0) }
    guard (1...3).contains(parts.count), numbers.count == parts.count else { return nil }
    if parts.count == 2, parts[0].count < 3 { return last(day: numbers[0], month: numbers[1]) }
    return Self.day((numbers + [1, 1])[0...2])
  }

  /// A day without its year: the last one, or one of the coming month.
  private func last(day: Int, month: Int) -> LocalTime? {
    let today = LocalTime(at: now, in: zone)
    return (-1...1).compactMap { Self.day([today.date.year + $0, month, day]) }
      .last { $0.seconds <= today.seconds + 31 * 86_400 }
  }

  private static func day(_ numbers: ArraySlice<Int>) -> LocalTime? {
    guard (1...9_999).contains(numbers[0]) else { return nil }
    return LocalTime("\(padded(numbers[0], to: 4))-\(padded(numbers[1], to: 2))-\(padded(numbers[2], to: 2))")
  }
}

// MARK: - In the language of FTS5

extension SearchQuery.Term {
  /// A quoted string of FTS5; words of three letters and more also find longer ones.
  var expression: String {
    switch self {
    case .word(let word): Self.quoted(word) + (word.count >= 3 ? "*" : "")
    case .phrase(let phrase): Self.quoted(phrase)
    }
  }

  var text: String {
    switch self {
    case .word(let text), .phrase(let text): text
    }
  }

  static func quoted(_ text: String) -> String {
    let clean = Folding.expandingLigatures(text).replacing("\"", with: " ").replacing("\0", with: " ")
    return "\"\(clean)\""
  }
}
