import Foundation
import Glibc
import TestSupport
import Testing

/// Whatever a bad link does, and whatever is killed or put back from a backup: in the end both caches hold what the server holds,
/// everything that was wanted was done once or is still in somebody's outbox, and nothing is left over.
///
/// `TER1_CONVERGENCE_RUNS` asks for more runs, `TER1_SEED_FROM` says where their seeds begin; `TER1_SEED` plays one run again, and
/// `TER1_STEPS` only its first steps, and prints what it does. Of a run that fails, the fewest steps that still fail are looked for.
@Suite(.timeLimit(.minutes(20))) struct ConvergenceTests {
  @Test func convergesAfterRandomEditsOverABadLink() async throws {
    if let seed = Self.number("TER1_SEED") { return try await Self.replay(seed) }
    try await Self.run(Self.number("TER1_CONVERGENCE_RUNS") ?? 120, from: Self.number("TER1_SEED_FROM") ?? 0)
  }

  /// Many more that are short: what goes wrong at all mostly does so within a few steps.
  @Test(.enabled(if: number("TER1_SEED") == nil)) func convergesAfterFewEdits() async throws {
    let runs = Self.number("TER1_CONVERGENCE_RUNS").map { $0 * 5 } ?? 200
    try await Self.run(runs, from: (Self.number("TER1_SEED_FROM") ?? 0) + 1_000_000, mostSteps: 6)
  }

  private static func run(_ runs: UInt64, from first: UInt64, mostSteps: Int = mostSteps) async throws {
    let begun = ContinuousClock.now
    let outcomes = await outcomes(first..<(first + runs), mostSteps)
    let seconds = String(format: "%.1f", (ContinuousClock.now - begun) / .seconds(1))
    let faults = outcomes.reduce(0) { $0 + $1.faults }
    let failed = outcomes.filter { !$0.problems.isEmpty }
    print(
      "convergence: \(runs) runs from seed \(first) in \(seconds) s, \(faults) faults survived, \(failed.count) failed")
    #expect(faults >= runs, "nearly nothing went wrong")
    for run in failed.sorted(by: { $0.seed < $1.seed }).prefix(10) {
      let steps = await fewestSteps(run.seed, of: mostSteps)
      Issue.record(
        "TER1_SEED=\(run.seed) TER1_STEPS=\(steps) plays it again: \(run.problems.prefix(5).joined(separator: "; "))")
    }
  }

  /// By halving: of a run that fails again for a while when it is cut shorter, this need not be the very shortest.
  private static func fewestSteps(_ seed: UInt64, of most: Int) async -> Int {
    var (passes, fails) = (-1, min(most, 40))
    while fails - passes > 1 {
      let middle = (passes + fails) / 2
      if await Outcome(seed, mostSteps: middle).problems.isEmpty { passes = middle } else { fails = middle }
    }
    return fails
  }

  /// Runs that found something once. What they found has a test of its own where it was mended.
  @Test(arguments: [0, 10, 17, 25, 65, 66, 117] as [UInt64])
  func convergesWhereItOnceDidNot(_ seed: UInt64) async throws {
    #expect(try await ConvergenceRun(seed: seed).problems() == [])
  }

  /// Thousands of runs would fill the memory that their files are in.
  @Test func nothingIsLeftOfARun() async throws {
    let folder = try await Self.folderOfARun()
    for _ in 0..<1_000 where access(folder, F_OK) == 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(access(folder, F_OK) != 0)
  }

  private static func folderOfARun() async throws -> String {
    let run = try ConvergenceRun(seed: 2)
    _ = try await run.problems()
    return run.world.folder.path
  }

  private static func replay(_ seed: UInt64) async throws {
    let run = try ConvergenceRun(seed: seed, mostSteps: mostSteps)
    let problems = try await run.problems()
    print(run.trace.joined(separator: "\n"))
    #expect(problems == [], "seed \(seed)")
  }

  /// As many at a time as there are processors.
  private static func outcomes(_ seeds: Range<UInt64>, _ mostSteps: Int) async -> [Outcome] {
    await withTaskGroup(of: Outcome.self) { group in
      var rest = seeds.makeIterator()
      for _ in 0..<max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
        if let seed = rest.next() { group.addTask { await Outcome(seed, mostSteps: mostSteps) } }
      }
      var outcomes: [Outcome] = []
      while let outcome = await group.next() {
        outcomes.append(outcome)
        if let seed = rest.next() { group.addTask { await Outcome(seed, mostSteps: mostSteps) } }
      }
      return outcomes
    }
  }

  private struct Outcome {
    let seed: UInt64
    var problems: [String] = []
    var faults = 0

    init(_ seed: UInt64, mostSteps: Int = .max) async {
      self.seed = seed
      do {
        let run = try ConvergenceRun(seed: seed, mostSteps: mostSteps)
        problems = try await run.problems()
        faults = run.faults
      } catch { problems = ["\(error)"] }
    }
  }

  private static var mostSteps: Int { number("TER1_STEPS").map { Int($0) } ?? .max }

  private static func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }
}
