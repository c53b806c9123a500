/// How much of the past an account keeps at hand: `"30 days"`, `"1 year"`, `"all"`.
public enum HistorySetting: Sendable, Hashable {
  case days(Int)
  case all

  static let expected = "\"30 days\" | \"1 year\" | \"all\""

  init?(_ text: String) {
    let words = text.lowercased().split(separator: " ")
    if words == ["all"] {
      self = .all
      return
    }
    guard words.count == 2, let number = Int(words[0]), (1...3_660).contains(number) else { return nil }
    switch words[1] {
    case "day", "days": self = .days(number)
    case "month", "months": self = .days(number * 30)
    case "year",
      "years" where number <= 100:
      self = .days(number * 365)
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .all: "all"
    case .days(let days): days % 365 == 0 ? "\(days / 365) year\(days == 365 ? "" : "s")" : "\(days) days"
    }
  }
}
