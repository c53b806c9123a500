import Conformance
import Glibc
import JSON
import Text

/// What is printed: a line a check, or a JSON object a line.
struct Report {
  let isJSON: Bool

  func show(_ result: Examination.Result) {
    if isJSON { return Self.write(result.json.text) }
    let name = result.check.name
    switch result.verdict {
    case .passed: Self.write("passed       \(name): \(result.check.promise)")
    case .notOffered(let what): Self.write("not offered  \(name): \(what)")
    case .notTried(let why): Self.write("not tried    \(name): \(why)")
    case .failed(let expected, let seen):
      Self.write("FAILED       \(name): \(result.check.promise) (\(result.check.source))")
      Self.write("               expected: \(expected)")
      Self.write("               seen:     \(seen)")
    }
  }

  func summarise(_ examination: Examination) {
    if isJSON { return Self.write(examination.summary.text) }
    Self.write("")
    for thing in examination.left { Self.write("left behind: \(thing)") }
    let counts = examination.counts.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
    Self.write("\(examination.results.count) checks: \(counts)")
    for level in Level.allCases { Self.write("\(level.rawValue): \(examination.reach(of: level).words)") }
  }

  static func complain(_ text: String) { write("ter1-conformance: \(text)", to: STDERR_FILENO) }

  private static func write(_ line: String, to file: Int32 = STDOUT_FILENO) {
    let bytes = Array((UntrustedText(line).line.string + "\n").utf8)
    _ = Glibc.write(file, bytes, bytes.count)
  }
}

extension Examination {
  fileprivate var counts: [(word: String, count: Int)] {
    let words = ["passed", "failed", "not offered", "not tried"]
    return words.map { word in (word, results.count { $0.verdict.word == word }) }
  }

  fileprivate var summary: JSONValue {
    [
      "checks": .object(JSONObject(counts.map { ($0.word, .int(Int64($0.count))) }) { first, _ in first }),
      "levels": .object(JSONObject(Level.allCases.map { ($0.rawValue, reach(of: $0).json) }) { first, _ in first }),
      "left": .array(left.map(JSONValue.string)),
    ]
  }
}

extension Examination.Result {
  fileprivate var json: JSONValue {
    var json: JSONValue = [
      "check": .string(check.name), "promise": .string(check.promise), "source": .string(check.source),
      "verdict": .string(verdict.word),
    ]
    switch verdict {
    case .passed: break
    case .failed(let expected, let seen):
      json["expected"] = .string(expected)
      json["seen"] = .string(seen)
    case .notOffered(let why), .notTried(let why): json["why"] = .string(why)
    }
    return json
  }
}

extension Verdict {
  fileprivate var word: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .notOffered: "not offered"
    case .notTried: "not tried"
    }
  }
}

extension Examination.Reach {
  fileprivate var words: String {
    switch self {
    case .reached: "reached"
    case .reachedAsFarAsTried: "reached, as far as it was tried"
    case .missed(let names) where names.count > 12: "not reached: \(names.count) checks"
    case .missed(let names): "not reached: \(names.joined(separator: ", "))"
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .reached: ["reached": true]
    case .reachedAsFarAsTried: ["reached": nil]
    case .missed(let names): ["reached": false, "missed": .array(names.map(JSONValue.string))]
    }
  }
}
