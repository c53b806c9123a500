public import Localization

/// What a member has to show for a course: a text.
public struct Certificate: Sendable, Hashable {
  public var member = ""
  public var course = ""
  public var cooperative = ""
  public var authors = ""
  /// "2 May 2026"
  public var date = ""
  public var lessons: [String] = []
  public var rightAnswers = 0
  public var questions = 0
  public var pass = 0

  public init() {}

  public func text(_ tr: Catalog) -> String {
    var lines = [
      tr("CERTIFICATE OF COMPLETION"), "", tr("%1 has completed the course", member), "", "    " + course, "",
    ]
    lines.append(tr("of %1, on %2.", cooperative, date))
    if !authors.isEmpty { lines.append(tr("The course was written by %1.", authors)) }
    lines += ["", tr(lessonCount, "%1 lesson:", "%1 lessons:")] + lessons.map { "  - " + $0 }
    if questions > 0 {
      lines += ["", tr("Right answers: %1 of %2 (%3 %).", rightAnswers, questions, percentage)]
      if pass > 0 { lines.append(tr("At least %1 % were asked for.", pass)) }
    }
    lines += [
      "", tr("What was read and answered stays with the member: this text was made by the member’s own program,"),
      tr("and nobody else vouches for it."),
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var lessonCount: Int { lessons.count }
  public var percentage: Int { questions == 0 ? 100 : rightAnswers * 100 / questions }
}
