import Conformance
import Sync
import TestSupport
import Testing

/// Every check of the contract, on every server that can run here.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct ConformanceTests {
  @Test(arguments: PeerKind.present) func theServerKeepsIts(_ kind: PeerKind) async throws {
    let folder = try TemporaryFolder()
    let peer = try kind.make()
    try await Seed(peer).plant()
    let (administrator, other) = peer.members
    let examinee = try await Examinee(
      peer.visitor(administrator), other: peer.visitor(other), account: peer.account, mayWrite: true,
      isHTTP: kind != .inProcess, scratch: folder.path)
    var examination = Examination()
    await examination.run(examinee)
    #expect(examination.left == [], "what was written is removed")
    for result in examination.results {
      let (name, verdict) = (result.check.name, result.verdict)
      #expect(Outcome(verdict) == Expected.of(name, kind), "\(name): \(verdict)")
    }
  }

  @Test func allExpectationIsOfACheck() {
    let names = Examination.checks.map(\.name)
    #expect(Set(names).count == names.count)
    for kind in PeerKind.allCases {
      for name in Expected.exceptions(of: kind).keys { #expect(Expected.isKnown(name), "\(name) of \(kind.rawValue)") }
    }
  }
}

/// A verdict without its words.
enum Outcome: String, Sendable {
  case passed, failed, notOffered, notTried

  init(_ verdict: Verdict) {
    switch verdict {
    case .passed: self = .passed
    case .failed: self = .failed
    case .notOffered: self = .notOffered
    case .notTried: self = .notTried
    }
  }
}
