public import ClientCore
import Foundation
public import Localization
public import Text
public import Voting

/// Votes, in a person's words.
public struct VoteWords: Sendable {
  let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  public func method(_ method: VotingMethod) -> String {
    switch method {
    case .consent: tr("consent")
    case .yesNo: tr("yes or no")
    case .choice: tr("one choice")
    case .approval: tr("approval")
    case .ranked: tr("ranking")
    case .dots: tr("dots")
    }
  }

  /// The words of a ballot, in the order of the method's own.
  func words(_ method: VotingMethod) -> [String] {
    switch method {
    case .consent: [tr("agree"), tr("abstain"), tr("stand aside"), tr("block")]
    case .yesNo: [tr("yes"), tr("no"), tr("abstain")]
    case .choice, .approval, .ranked, .dots: []
    }
  }

  /// What can be voted for, as it is counted.
  public func options(_ proposal: Proposal) -> [SafeText] {
    proposal.method.words != nil ? words(proposal.method).map { SafeText($0) } : proposal.options.map(\.line)
  }

  public func state(_ state: Tally.State) -> String {
    switch state {
    case .waiting: tr("not open yet")
    case .open: tr("being voted")
    case .closed: tr("closed")
    case .withdrawn: tr("withdrawn")
    }
  }

  /// What came of it, with the winner's name where there is one.
  public func outcome(_ row: ProposalRow) -> SafeText {
    guard let tally = row.tally, let outcome = tally.outcome else {
      return SafeText(row.tally?.state == .withdrawn ? tr("withdrawn") : tr("being counted"))
    }
    let options = options(row.proposal)
    let winner = tally.ranking.first?.first.flatMap { options.indices.contains($0) ? options[$0] : nil }
    return outcome == .decided ? winner ?? SafeText(self.outcome(outcome)) : SafeText(self.outcome(outcome))
  }

  /// The same without any name.
  public func outcome(_ outcome: VoteOutcome) -> String {
    switch outcome {
    case .adopted: tr("adopted")
    case .rejected: tr("rejected")
    case .blocked: tr("blocked")
    case .noQuorum: tr("no quorum")
    case .tie: tr("a tie")
    case .decided: tr("decided")
    }
  }

  /// A choice in a few words: "yes", "2", "2 > 1 = 3", "1:4 3:8".
  public func choice(_ choice: Choice, of method: VotingMethod) -> String {
    switch choice {
    case .one(let index): method.words != nil ? words(method)[index] : String(index + 1)
    case .some(let indexes): indexes.isEmpty ? tr("none") : Self.list(indexes, " ")
    case .order(let groups): groups.map { Self.list($0, " = ") }.joined(separator: " > ")
    case .dots(let dots):
      dots.enumerated().filter { $0.element > 0 }.map { "\($0.offset + 1):\($0.element)" }.joined(separator: " ")
    }
  }

  private static func list(_ indexes: [Int], _ separator: String) -> String {
    indexes.map { String($0 + 1) }.joined(separator: separator)
  }

  /// The same with the options' names, for the person who made it.
  func named(_ choice: Choice, _ proposal: Proposal) -> SafeText {
    let options = options(proposal)
    func name(_ index: Int) -> SafeText { options.indices.contains(index) ? options[index] : SafeText("?") }
    func joined(_ parts: [SafeText], _ separator: String) -> SafeText {
      parts.dropFirst().reduce(parts.first ?? SafeText(tr("none"))) { $0 + SafeText(separator) + $1 }
    }
    switch choice {
    case .one(let index): return name(index)
    case .some(let indexes): return joined(indexes.map(name), " · ")
    case .order(let groups): return joined(groups.map { joined($0.map(name), " = ") }, " > ")
    case .dots(let dots):
      let given = dots.enumerated().filter { $0.element > 0 }
      return joined(given.map { name($0.offset) + SafeText(" \($0.element)") }, " · ")
    }
  }

  /// "3 d", "5 h", "12 min".
  public func left(_ seconds: Double) -> String {
    let minutes = max(0, Int(seconds / 60))
    if minutes >= 48 * 60 { return tr("%1 d", minutes / 1_440) }
    return minutes >= 60 ? tr("%1 h", minutes / 60) : tr("%1 min", minutes < 1 ? "<1" : String(minutes))
  }

  /// What is to be known of a ballot that no server has: whether it may come too late.
  /// - Parameter isOnline: whether the server can be reached now.
  public func deadline(_ row: ProposalRow, isOnline: Bool, now: Double, words: DateWords) -> String? {
    guard row.ballotMark == .pending, !isOnline else { return nil }
    return now >= row.proposal.closesAt
      ? tr("not sent: the closing has passed, it may come too late")
      : tr("not sent yet: it counts if the server has it before %1", words.moment(row.proposal.closesAt))
  }
}

/// A ballot as it is typed.
public struct BallotText {
  private let paper: BallotPaper
  private let proposal: Proposal
  private let tr: Catalog

  /// nil: a method that this program does not know.
  public init?(_ proposal: Proposal, _ tr: Catalog) {
    guard let paper = proposal.paper else { return nil }
    (self.paper, self.proposal, self.tr) = (paper, proposal, tr)
  }

  public struct Problem: Error, Sendable { public let reason: String }

  /// How it is typed, in a few words.
  public var hint: String {
    switch proposal.method {
    case .consent, .yesNo: VoteWords(tr).words(proposal.method).joined(separator: ", ")
    case .choice: tr("one number, 1 to %1", paper.options)
    case .approval: tr("numbers, such as 1 3; 0 for none")
    case .ranked: tr("the best first, such as 2 > 1 = 3")
    case .dots: tr("at most %1 dots, such as 1:4 3:2", paper.dots)
    }
  }

  /// The words of every language that is known here, the wire's own, and numbers are understood.
  public func parse(_ text: String) throws(Problem) -> Choice {
    let text = text.lowercased().trimmingCharacters(in: .whitespaces)
    let choice: Choice? =
      switch proposal.method {
      case .consent, .yesNo: word(text)
      case .choice: numbers(text).flatMap { $0.count == 1 ? .one($0[0]) : nil } ?? option(text)
      case .approval: isNone(text) ? .some([]) : numbers(text).map { .some($0.sorted()) }
      case .ranked: order(text)
      case .dots: dots(text)
      }
    guard let choice, let checked = paper.choice(paper.json(choice)) else {
      throw Problem(reason: tr("“%1” is no ballot here: type %2", SafeText(text), hint))
    }
    return checked
  }

  private func word(_ text: String) -> Choice? {
    let languages = Language.known.map { VoteWords(Catalog($0)).words(proposal.method).map { $0.lowercased() } }
    let wire = (proposal.method.words ?? []).map { $0.lowercased() }
    if let found = (languages + [wire]).compactMap({ $0.firstIndex(of: text) }).first { return .one(found) }
    return numbers(text).flatMap { $0.count == 1 ? .one($0[0]) : nil }
  }

  private func isNone(_ text: String) -> Bool {
    ["0", "-"].contains(text) || Language.known.contains { Catalog($0)("none").lowercased() == text }
  }

  private func option(_ text: String) -> Choice? {
    let places = proposal.options.indices.filter { proposal.options[$0].line.string.lowercased().hasPrefix(text) }
    return places.count == 1 && !text.isEmpty ? .one(places[0]) : nil
  }

  /// From 0 on; nil: something is no number of an option, or stands twice.
  private func numbers(_ text: some StringProtocol) -> [Int]? {
    let words = text.split { " ,;.".contains($0) }
    let numbers = words.compactMap { Int($0).flatMap { (1...paper.options).contains($0) ? $0 - 1 : nil } }
    return numbers.isEmpty || numbers.count != words.count || Set(numbers).count != numbers.count ? nil : numbers
  }

  private func order(_ text: String) -> Choice? {
    var groups: [[Int]] = []
    for part in text.split(separator: ">", omittingEmptySubsequences: false) {
      let equals = part.split(separator: "=", omittingEmptySubsequences: false).map { numbers($0) }
      guard equals.allSatisfy({ $0 != nil }) else { return nil }
      let parts = equals.compactMap { $0 }
      // Without any sign, what is typed first is better.
      groups += parts.count == 1 ? parts[0].map { [$0] } : [parts.flatMap { $0 }]
    }
    return .order(groups)
  }

  private func dots(_ text: String) -> Choice? {
    var dots = Array(repeating: 0, count: paper.options)
    for word in text.split(whereSeparator: { " ,;".contains($0) }) {
      let pair = word.split(separator: ":").compactMap { Int($0) }
      guard pair.count == 2, pair[0] > 0, dots.indices.contains(pair[0] - 1),
        (0...BallotPaper.mostDots).contains(pair[1])
      else {
        return nil
      }
      dots[pair[0] - 1] += pair[1]
    }
    return .dots(dots)
  }
}
