/// The checks, run one after the other.
public struct Examination: Sendable {
  public struct Result: Sendable {
    public let check: Check
    public let verdict: Verdict
  }

  public static let checks: [Check] =
    SessionChecks.all + CoreChecks.all + TypeChecks.all + BlobChecks.all + PushChecks.all + MailChecks.all
    + CalendarChecks.all + DemonstrationChecks.all + DiscussionChecks.all + FileChecks.all + VoteChecks.all
    + NewsChecks.all + CourseChecks.all
    + MemberChecks.all + SyncChecks.all

  public private(set) var results: [Result] = []
  /// What was written and could not be removed.
  public private(set) var left: [String] = []

  public init() {}

  /// - Parameters:
  ///   - only: the beginnings of the names of the checks that are wanted; none: all.
  ///   - report: is told each result as it comes.
  public mutating func run(
    _ examinee: Examinee, only: [String] = [], report: (Result) -> Void = { _ in }
  ) async {
    for check in Self.checks where only.isEmpty || only.contains(where: { check.name.hasPrefix($0) }) {
      let result = Result(check: check, verdict: await verdict(of: check, examinee))
      left += await examinee.trash.empty()
      results.append(result)
      report(result)
    }
  }

  private func verdict(of check: Check, _ examinee: Examinee) async -> Verdict {
    guard check.need == .reading || examinee.mayWrite else { return .notTried("writes, which is not allowed") }
    do {
      try await check.examine(examinee)
      return .passed
    } catch .failed(_, let seen) where check.levels == [.l2] && !examinee.isOfLevel2 {
      // It never promised that.
      return .notOffered(seen)
    } catch { return error.verdict }
  }

  /// How far a level is reached.
  public enum Reach: Sendable, Hashable {
    case reached
    /// None of what it needs failed, but not everything was tried.
    case reachedAsFarAsTried
    /// The names of the checks that failed or are not offered.
    case missed([String])
  }

  public func reach(of level: Level) -> Reach {
    let needed = results.filter { $0.check.levels.contains(level) }
    let missed = needed.filter {
      switch $0.verdict {
      case .failed, .notOffered: true
      case .passed, .notTried: false
      }
    }
    guard missed.isEmpty else { return .missed(missed.map(\.check.name)) }
    let isWhole = needed.allSatisfy { $0.verdict == .passed } && !needed.isEmpty
    return isWhole ? .reached : .reachedAsFarAsTried
  }
}
