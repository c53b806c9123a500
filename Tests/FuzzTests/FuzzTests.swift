import Foundation
import Fuzzing
import Glibc
import TestSupport
import Testing

/// The kept corpus, and some thousand inputs made of it, the same in each run. `make fuzz` goes on from there, led by what the code does.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(30))) struct FuzzTests {
  /// How many inputs are made a target.
  private static let count = ProcessInfo.processInfo.environment["TER1_FUZZ_INPUTS"].flatMap { Int($0) } ?? 400
  /// What takes longer is a way to stop a program. `make fuzz` allows a second, of programs that are built for use: these are not.
  private static let patience = 10.0
  private static let seed = ProcessInfo.processInfo.environment["TER1_SEED"].flatMap { UInt64($0) } ?? 1
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Corpus"

  @Test(arguments: FuzzTarget.all.map(\.name)) func survivesAnyBytes(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let corpus = try Self.corpus(name)
    #expect(!corpus.isEmpty, "no corpus of \(name)")
    var slowest = 0.0
    func run(_ input: [UInt8]) throws {
      let seconds = Self.seconds { target.run(input) }
      slowest = max(slowest, seconds)
      guard seconds > Self.patience else { return }
      let path = NSTemporaryDirectory() + "ter1-fuzz-\(name)"
      try #require(write(input, to: path))
      Issue.record("\(seconds) s for \(input.count) bytes, kept as \(path)")
    }
    for input in corpus { try run(input) }
    var mutator = Mutator(target, random: SeededGenerator(seed: Self.seed))
    for _ in 0..<Self.count { try run(mutator.next(of: corpus)) }
    print("fuzz: \(name): \(corpus.count + Self.count) inputs, the slowest \(Int(slowest * 1_000)) ms")
  }

  private static func corpus(_ name: String) throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/" + name).sorted()
      .compactMap { read("\(folder)/\(name)/\($0)") }
  }

  /// Of this thread alone: others may keep the machine busy.
  private static func seconds(_ body: () -> Void) -> Double {
    var (start, end) = (timespec(), timespec())
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start)
    body()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end)
    return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
  }
}
