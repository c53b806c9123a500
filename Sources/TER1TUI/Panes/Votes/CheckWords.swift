public import ClientCore
public import Localization
public import Text

/// What came of looking at a published tally, and for one's own ballot in it.
public struct CheckWords {
  private let tr: Catalog
  private let dates: DateWords

  public init(_ tr: Catalog, dates: DateWords) { (self.tr, self.dates) = (tr, dates) }

  public func text(_ verdict: Receipt.Verdict) -> String {
    switch verdict {
    case .counted: tr("Your ballot is among the published ones, as you cast it")
    case .replaced(let time):
      tr(
        "A newer ballot of yours was counted, cast on %1; if you did not vote on another device, tell the others",
        dates.moment(time))
    case .takenBack: tr("It was taken back before the closing, says the server; if you did not, tell the others")
    case .notEntitled: tr("You had no right to vote there any more at the closing: your ballot was not counted")
    case .altered: tr("Another ballot than yours stands under your code: tell the others")
    case .missing: tr("Your ballot is not among the published ones: tell the others")
    case .unpublished: tr("The ballots are published at the closing")
    case .unlisted: tr("So many ballots are counted and not published one by one")
    }
  }

  /// Whether one has to be alarmed.
  public func isWrong(_ verdict: Receipt.Verdict) -> Bool { verdict == .altered || verdict == .missing }

  func severity(_ verdict: Receipt.Verdict) -> Notice.Severity {
    switch verdict {
    case .counted: .success
    case .altered, .missing: .error
    case .replaced, .takenBack, .notEntitled: .warning
    case .unpublished, .unlisted: .information
    }
  }

  public func text(_ finding: TallyCheck.Finding) -> SafeText {
    switch finding {
    case .otherResult: SafeText(tr("The published result is not what the published ballots give."))
    case .noAnswers(let count):
      SafeText(tr(count, "%1 published ballot is no answer.", "%1 published ballots are no answers."))
    case .otherNumber(let published, let told):
      SafeText(tr("%1 ballots are published, and %2 were counted.", published, told))
    case .moreThanElectors(let ballots, let electors):
      SafeText(tr("%1 ballots are published, and only %2 members could vote.", ballots, electors))
    case .twice(let names):
      SafeText(
        tr(
          names.count, "%1 code or voter stands more than once: %2", "%1 codes or voters stand more than once: %2",
          names.prefix(3).map { $0.line.clipped(to: 40).string }.joined(separator: ", ")))
    }
  }
}
