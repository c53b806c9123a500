public import JSON

/// How a proposal is decided: docs/protocol.md, section 23.
public enum VotingMethod: String, Sendable, CaseIterable {
  case consent
  case yesNo = "yesno"
  case choice
  case approval
  case ranked
  case dots

  /// The words of a ballot, where it is one word; nil: the proposal has options of its own.
  public var words: [String]? {
    switch self {
    case .consent: ["agree", "abstain", "standAside", "block"]
    case .yesNo: ["yes", "no", "abstain"]
    case .choice, .approval, .ranked, .dots: nil
    }
  }
}

/// What a ballot answers: the method, and how many options there are.
public struct BallotPaper: Sendable, Hashable {
  public let method: VotingMethod
  /// How many may be chosen from: the method's words, or the proposal's options.
  public let options: Int
  /// How many dots a ballot may give; for `dots`.
  public let dots: Int

  /// A proposal has so many options at most.
  public static let mostOptions = 32
  public static let mostDots = 100

  /// nil: no ballot could answer that.
  public init?(method: VotingMethod, options: Int, dots: Int = 0) {
    guard method.words != nil ? options == 0 : (2...Self.mostOptions).contains(options),
      method == .dots ? (1...Self.mostDots).contains(dots) : dots == 0
    else { return nil }
    (self.method, self.options, self.dots) = (method, method.words?.count ?? options, dots)
  }

  /// - Parameter proposal: an object of the type Proposal.
  public init?(proposal: JSONValue) {
    guard let method = proposal["method"]?.string.flatMap(VotingMethod.init(rawValue:)) else { return nil }
    let options = proposal["options"]?.array?.count ?? 0
    self.init(method: method, options: options, dots: proposal["dots"]?.int ?? 0)
  }
}

/// What one ballot says, well-formed.
public enum Choice: Sendable, Hashable {
  /// An index of the method's words, or of the options.
  case one(Int)
  /// Rising indexes, each once; none is an answer too.
  case some([Int])
  /// Groups of equals, the best first; options that are named nowhere come last, as equals.
  case order([[Int]])
  /// So many dots for each option.
  case dots([Int])
}

extension BallotPaper {
  /// - Returns: nil when that is no answer to this question.
  public func choice(_ json: JSONValue) -> Choice? {
    switch method {
    case .consent, .yesNo: json.string.flatMap { method.words?.firstIndex(of: $0) }.map { .one($0) }
    case .choice: json.int.flatMap { isOption($0) ? .one($0) : nil }
    case .approval: indexes(json).flatMap { Set($0).count == $0.count ? .some($0.sorted()) : nil }
    case .ranked: order(json)
    case .dots: spread(json)
    }
  }

  public func json(_ choice: Choice) -> JSONValue {
    switch choice {
    case .one(let index): method.words.map { .string($0[index]) } ?? .int(Int64(index))
    case .some(let indexes), .dots(let indexes): .array(indexes.map { .int(Int64($0)) })
    case .order(let groups): .array(groups.map { .array($0.map { .int(Int64($0)) }) })
    }
  }

  private func isOption(_ index: Int) -> Bool { (0..<options).contains(index) }

  private func indexes(_ json: JSONValue) -> [Int]? {
    guard let array = json.array, array.count <= options else { return nil }
    let indexes = array.compactMap { $0.int.flatMap { isOption($0) ? $0 : nil } }
    return indexes.count == array.count ? indexes : nil
  }

  private func order(_ json: JSONValue) -> Choice? {
    guard let array = json.array, (1...options).contains(array.count) else { return nil }
    let groups = array.compactMap(indexes)
    let named = groups.flatMap(\.self)
    guard groups.count == array.count, groups.allSatisfy({ !$0.isEmpty }), Set(named).count == named.count else {
      return nil
    }
    return .order(groups.map { $0.sorted() })
  }

  private func spread(_ json: JSONValue) -> Choice? {
    guard let array = json.array, array.count == options else { return nil }
    let dots = array.compactMap { $0.int.flatMap { (0...self.dots).contains($0) ? $0 : nil } }
    guard dots.count == options, dots.reduce(0, +) <= self.dots else { return nil }
    return .dots(dots)
  }
}
