/// Which of its forms a language uses with a number: gettext's `Plural-Forms`, a C expression of `n`.
struct PluralRule: Sendable {
  /// How many forms there are.
  let forms: Int
  private let expression: Expression

  /// One for one, another for everything else: English, and what a catalogue without a rule gets.
  static let english = PluralRule(forms: 2, expression: .binary("!=", .count, .number(1)))

  private init(forms: Int, expression: Expression) {
    (self.forms, self.expression) = (forms, expression)
  }

  /// - Parameter header: the value of `Plural-Forms`: `nplurals=2; plural=(n > 1);`. nil when it is none.
  init?(_ header: String) {
    var fields: [Substring: Substring] = [:]
    for field in header.split(separator: ";") {
      guard let equals = field.firstIndex(of: "=") else { continue }
      let name = field[..<equals].filter { $0 != " " }
      fields[name[...]] = field[field.index(after: equals)...]
    }
    guard let forms = fields["nplurals"].flatMap({ Int($0.filter { $0 != " " }) }), (1...6).contains(forms),
      let text = fields["plural"], let expression = Self.parse(text)
    else { return nil }
    self.init(forms: forms, expression: expression)
  }

  /// The form for a number: 0 to `forms` - 1.
  func form(for count: Int) -> Int { min(max(0, Self.value(expression, Int(clamping: count.magnitude))), forms - 1) }

  // MARK: The expression

  private indirect enum Expression: Sendable {
    case number(Int)
    case count
    case not(Expression)
    case binary(String, Expression, Expression)
    case choice(Expression, Expression, Expression)
  }

  private static func value(_ expression: Expression, _ n: Int) -> Int {
    switch expression {
    case .number(let number): number
    case .count: n
    case .not(let inner): value(inner, n) == 0 ? 1 : 0
    case .choice(let condition, let yes, let no): value(value(condition, n) != 0 ? yes : no, n)
    case .binary(let sign, let left, let right): apply(sign, value(left, n), value(right, n))
    }
  }

  private static func apply(_ sign: String, _ left: Int, _ right: Int) -> Int {
    switch sign {
    case "||": left != 0 || right != 0 ? 1 : 0
    case "&&": left != 0 && right != 0 ? 1 : 0
    case "==": left == right ? 1 : 0
    case "!=": left != right ? 1 : 0
    case "<": left < right ? 1 : 0
    case ">": left > right ? 1 : 0
    case "<=": left <= right ? 1 : 0
    case ">=": left >= right ? 1 : 0
    case "+": left &+ right
    case "-": left &- right
    case "*": left &* right
    case "/": right == 0 ? 0 : left.dividedReportingOverflow(by: right).partialValue
    default: right == 0 ? 0 : left.remainderReportingOverflow(dividingBy: right).partialValue
    }
  }

  // MARK: Reading it

  /// Binding less tightly first.
  private static let levels = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]]

  /// Nobody's rule is longer.
  private static let limit = 500

  private static func parse(_ text: Substring) -> Expression? {
    guard text.utf8.count <= limit else { return nil }
    var rest = text.filter { !$0.isWhitespace }[...]
    let expression = choice(&rest)
    return rest.isEmpty ? expression : nil
  }

  private static func choice(_ rest: inout Substring) -> Expression? {
    guard let condition = binary(&rest, level: 0) else { return nil }
    guard take("?", &rest) else { return condition }
    guard let yes = choice(&rest), take(":", &rest), let no = choice(&rest) else { return nil }
    return .choice(condition, yes, no)
  }

  private static func binary(_ rest: inout Substring, level: Int) -> Expression? {
    guard level < levels.count else { return operand(&rest) }
    guard var left = binary(&rest, level: level + 1) else { return nil }
    while let sign = levels[level].first(where: { take($0, &rest) }) {
      guard let right = binary(&rest, level: level + 1) else { return nil }
      left = .binary(sign, left, right)
    }
    return left
  }

  private static func operand(_ rest: inout Substring) -> Expression? {
    if take("!", &rest) { return operand(&rest).map { .not($0) } }
    if take("n", &rest) { return .count }
    if take("(", &rest) {
      guard let inner = choice(&rest), take(")", &rest) else { return nil }
      return inner
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest[digits.endIndex...]
    return Int(digits).map { .number($0) }
  }

  private static func take(_ sign: String, _ rest: inout Substring) -> Bool {
    guard rest.hasPrefix(sign) else { return false }
    rest = rest.dropFirst(sign.count)
    return true
  }
}
