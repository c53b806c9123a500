package import Localization

/// Why something of an iCalendar file cannot be used. What a case holds is quoted from the file.
package enum ICSProblem: Error, Equatable {
  case noCalendar
  /// A component that is no event, by its name.
  case noEvent(String)
  case noStart
  case noDate(String)
  case endsBeforeStart(String)
  case noDuration(String)
  case noRule(String)
  /// So many rules, of which the first alone is used.
  case severalRules(Int)
  case exclusionRule
  /// Times in it are taken as local.
  case unknownZone(String)
  /// One with the same offsets is taken.
  case guessedZone(String)
  /// A property whose value libical did not take.
  case unreadable(property: String)
  /// Something else that libical did not take, in its words.
  case refused(String)

  /// libical tells by a sentence alone which property it is.
  init(libical words: String) {
    let property = try? /Can't parse as .+ value in (.+) property\..*/.wholeMatch(in: words)?.output.1
    self = property.map { .unreadable(property: String($0)) } ?? .refused(words)
  }

  package func text(_ tr: Catalog) -> String {
    switch self {
    case .noCalendar: tr("it is no iCalendar file")
    case .noEvent(let component): tr("%1 is no event", component)
    case .noStart: tr("it does not say when it begins")
    case .noDate(let value): tr("%1 is no date", value)
    case .endsBeforeStart(let value): tr("it does not end after it begins: %1", value)
    case .noDuration(let value): tr("%1 is no duration", value)
    case .noRule(let value): tr("it repeats by a rule that is not understood: %1", value)
    case .severalRules(let count): tr("only the first of %1 rules is used", count)
    case .exclusionRule: tr("EXRULE, a rule for what is left out, is not used")
    case .unknownZone(let name): tr("the time zone %1 is not known: its times are taken as local", name)
    case .guessedZone(let name): tr("the time zone %1 is not known: one with the same offsets is taken", name)
    case .unreadable(let property): tr("what it says as %1 is not understood", property)
    case .refused(let words): words
    }
  }
}

/// What could not be used of a file.
package struct ICSReport {
  /// The file as it is called, and where in it.
  package enum Place: Equatable {
    case whole(String)
    /// A component, counted from 1.
    case component(String, Int)
    /// An event, by its UID.
    case event(String, String)

    package func text(_ tr: Catalog) -> String {
      switch self {
      case .whole(let name): name
      case .component(let name, let number): "\(name), " + tr("component %1", number)
      case .event(let name, let uid): "\(name), \(uid)"
      }
    }
  }

  package struct Problem {
    package let place: Place
    package let reason: ICSProblem
    /// Whether it left something out.
    package let isRefusal: Bool
  }

  package private(set) var problems: [Problem] = []
  /// Events that stood in it more than once.
  package var duplicates = 0

  mutating func note(_ place: Place, _ reasons: [ICSProblem]) {
    problems += reasons.map { Problem(place: place, reason: $0, isRefusal: false) }
  }

  mutating func refuse(_ place: Place, _ reason: ICSProblem) {
    problems.append(Problem(place: place, reason: reason, isRefusal: true))
  }
}
