import JSON
import Testing
import Voting

struct CountTests {
  private func paper(_ method: VotingMethod, options: Int = 3, dots: Int = 0) throws -> BallotPaper {
    try #require(BallotPaper(method: method, options: method.words == nil ? options : 0, dots: dots))
  }

  private func count(_ paper: BallotPaper, _ choices: [JSONValue]) -> VoteCount {
    paper.count(choices.map { ["choice": $0] })
  }

  @Test func consentIsStoppedByOneBlock() throws {
    let paper = try paper(.consent)
    #expect(count(paper, ["agree", "agree", "abstain", "standAside"]).outcome(quorum: 4) == .adopted)
    #expect(count(paper, ["agree", "agree", "block"]).outcome(quorum: 0) == .blocked)
    #expect(count(paper, ["abstain"]).outcome(quorum: 0) == .rejected)
    #expect(count(paper, ["agree", "standAside", "agree"]).counts == [2, 0, 1, 0])
  }

  @Test func yesNeedsMoreThanNo() throws {
    let paper = try paper(.yesNo)
    #expect(count(paper, ["yes", "no", "yes"]).outcome(quorum: 3) == .adopted)
    #expect(count(paper, ["yes", "no"]).outcome(quorum: 0) == .rejected)
    #expect(count(paper, ["yes", "yes"]).outcome(quorum: 3) == .noQuorum)
    #expect(count(paper, []).outcome(quorum: 0) == .noQuorum)
    #expect(count(paper, ["yes", "abstain", "abstain"]).outcome(quorum: 3) == .adopted)
  }

  @Test func optionsAreRankedByWhatTheyGot() throws {
    #expect(count(try paper(.choice), [2, 2, 0]).ranking == [[2], [0], [1]])
    #expect(count(try paper(.choice), [2, 0]).outcome(quorum: 0) == .tie)
    #expect(count(try paper(.approval), [[0, 1], [1], []]).counts == [1, 2, 0])
    #expect(count(try paper(.approval), [[0, 1], [1], []]).outcome(quorum: 3) == .decided)
    #expect(count(try paper(.dots, dots: 5), [[1, 4, 0], [2, 2, 1]]).counts == [3, 6, 1])
    #expect(count(try paper(.ranked), [[[0], [1, 2]], [[0]]]).ranking == [[0], [1, 2]])
  }

  /// What a client could send in the place of a ballot.
  @Test(arguments: [
    "yesno": #"["maybe", 1, null, ["yes"], "", "YES"]"#,
    "consent": #"["veto", true, {}]"#,
    "choice": #"[3, -1, "0", 1.5, [0], null, 9007199254740993]"#,
    "approval": #"[[3], [0, 0], [-1], ["0"], 0, [0, 1, 2, 0]]"#,
    "ranked": #"[[], [0], [[]], [[0], [0]], [[3]], [["0"]], [[0, 0]], [[0], [1], [2], [1]]]"#,
    "dots": #"[[1, 1], [1, 1, 1, 1], [6, 0, 0], [3, 3, 0], [-1, 0, 0], [0.5, 0, 0], 5]"#,
  ]) func whatIsNoBallotIsRefused(method: String, wrong: String) throws {
    let method = try #require(VotingMethod(rawValue: method))
    let paper = try paper(method, dots: method == .dots ? 5 : 0)
    for json in try #require(try JSONValue(parsing: wrong).array) { #expect(paper.choice(json) == nil, "\(json.text)") }
  }

  @Test func everyBallotIsReadAsItWasWritten() throws {
    let ballots: [(VotingMethod, String)] = [
      (.consent, "\"standAside\""), (.yesNo, "\"no\""), (.choice, "2"), (.approval, "[0,2]"), (.approval, "[]"),
      (.ranked, "[[1],[0,2]]"), (.dots, "[0,4,0]"),
    ]
    for (method, text) in ballots {
      let (paper, json) = (try paper(method, dots: method == .dots ? 4 : 0), try JSONValue(parsing: text))
      #expect(paper.choice(json).map(paper.json) == json)
    }
    // The same ballot has one form only: its order says nothing of who cast it.
    #expect(try paper(.approval).choice([2, 0]) == .some([0, 2]))
  }

  @Test func aPaperFitsItsMethod() {
    #expect(BallotPaper(method: .yesNo, options: 2) == nil && BallotPaper(method: .choice, options: 1) == nil)
    #expect(BallotPaper(method: .choice, options: 33) == nil && BallotPaper(method: .dots, options: 3) == nil)
    #expect(BallotPaper(method: .dots, options: 3, dots: 101) == nil)
    #expect(BallotPaper(method: .ranked, options: 3, dots: 1) == nil)
  }

  @Test func codesAreLongAndTheirOwn() {
    let codes = (0..<1_000).map { _ in BallotCode.make() }
    #expect(Set(codes).count == codes.count && codes.allSatisfy(BallotCode.isCode))
    #expect(!BallotCode.isCode("ILOU") && !BallotCode.isCode("ABCDEFGHJKMNPQR") && !BallotCode.isCode(""))
    #expect(BallotCode.grouped("0123456789ABCDEF") == "0123-4567-89AB-CDEF")
  }
}
