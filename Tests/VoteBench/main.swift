import JSON
import Voting

// How long 100,000 ranked ballots take to be counted: read from their JSON text, checked, counted, and ranked by the Schulze method.

let options = 10
let ballots = 100_000
guard let paper = BallotPaper(method: .ranked, options: options) else { preconditionFailure("no such vote") }
var generator = SystemRandomNumberGenerator()
let texts: [[UInt8]] = (0..<ballots).map { _ in
  let named = (0..<options).shuffled(using: &generator).prefix(Int.random(in: 1...options, using: &generator))
  return JSONValue.object(["choice": paper.json(.order(named.map { [$0] })), "code": .string(BallotCode.make())]).bytes
}
let clock = ContinuousClock()
var ranking: [[Int]] = []
let times = try (0..<5).map { _ in
  try clock.measure { ranking = paper.count(try texts.map { try JSONValue(parsing: $0) }).ranking }
}
let bytes = texts.reduce(0) { $0 + $1.count }
print("\(ballots) ranked ballots of \(options) options, \(bytes) bytes: \(times.sorted()[2]) (median of five)")
print("ranking: \(ranking)")
