/// Makes inputs of inputs: the same for the same seed.
public struct Mutator {
  private var random: any RandomNumberGenerator
  private let words: [[UInt8]]

  public init(_ target: FuzzTarget, random: any RandomNumberGenerator) {
    self.random = random
    words = target.words.map { Array($0.utf8) }
  }

  /// A few changes of one input, with parts of others.
  public mutating func next(of corpus: [[UInt8]]) -> [UInt8] {
    var input = pick(corpus) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &random) { change(&input, corpus) }
    return Array(input.prefix(FuzzTarget.longest))
  }

  private mutating func change(_ input: inout [UInt8], _ corpus: [[UInt8]]) {
    let place = Int.random(in: 0...input.count, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: input.insert(contentsOf: pick(words) ?? [], at: place)
    case 1: if place < input.count { input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case 2: if place < input.count { input[place] = UInt8.random(in: 0...255, using: &random) }
    case 3: input.removeSubrange(place..<min(input.count, place + length(64)))
    case 4: input.insert(contentsOf: part(of: pick(corpus) ?? []), at: place)
    case 5: repeatPart(of: &input, at: place)
    case 6: input.replaceSubrange(place..<min(input.count, place + length(16)), with: pick(words) ?? [])
    default: input.removeLast(input.count - place)
    }
  }

  private mutating func repeatPart(of input: inout [UInt8], at place: Int) {
    let piece = part(of: input)
    guard !piece.isEmpty else { return }
    let times = min(length(1_000), FuzzTarget.longest / piece.count)
    input.insert(contentsOf: Array(repeatElement(piece, count: times).joined()), at: place)
  }

  private mutating func part(of input: [UInt8]) -> [UInt8] {
    guard !input.isEmpty else { return [] }
    let start = Int.random(in: 0..<input.count, using: &random)
    return Array(input[start..<min(input.count, start + length(200))])
  }

  /// Short ones more often.
  private mutating func length(_ most: Int) -> Int {
    Int.random(in: 1...Int.random(in: 1...most, using: &random), using: &random)
  }

  private mutating func pick<T>(_ list: [T]) -> T? {
    list.isEmpty ? nil : list[Int.random(in: 0..<list.count, using: &random)]
  }
}
