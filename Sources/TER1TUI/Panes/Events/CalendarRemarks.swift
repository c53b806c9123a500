import Localization
import Text

/// What could not be used of an iCalendar file, in the person's words. Whoever reads the file says it in English.
struct CalendarRemarks {
  let tr: Catalog

  func text(_ place: String, _ reason: String) -> SafeText {
    let place = place.replacing(/component (\d+)$/) { tr("component %1", $0.1) }
    return SafeText(tr("%1: %2", UntrustedText(place).line, UntrustedText(words(reason) ?? reason).line))
  }

  /// nil: words that are not known here.
  private func words(_ reason: String) -> String? {
    switch reason {
    case "no iCalendar file": return tr("it is no iCalendar file")
    case "no DTSTART": return tr("it does not say when it begins")
    case "EXRULE is not used": return tr("EXRULE, a rule for what is left out, is not used")
    default: break
    }
    return of(reason, /only the first of (.+) RRULE is used/) { tr("only the first of %1 rules is used", $0) }
      ?? of(reason, /unknown time zone (.+): its times are taken as local/) {
        tr("the time zone %1 is not known: its times are taken as local", $0)
      } ?? of(reason, /time zone (.+) is taken as .+, after its offsets/) {
        tr("the time zone %1 is not known: one with the same offsets is taken", $0)
      } ?? of(reason, /(.+) is no event/) { tr("%1 is no event", $0) }
      ?? of(reason, /DTEND is not after DTSTART: (.+)/) { tr("it does not end after it begins: %1", $0) }
      ?? of(reason, /DURATION is none: (.+)/) { tr("%1 is no duration", $0) }
      ?? of(reason, /RRULE is none: (.+)/) { tr("it repeats by a rule that is not understood: %1", $0) }
      ?? of(reason, /[A-Z-]+ is no date: (.+)/) { tr("%1 is no date", $0) }
      // libical's own words.
      ?? of(reason, /Can't parse as .+ value in (.+) property\..*/) { tr("what it says as %1 is not understood", $0) }
  }

  private func of(_ reason: String, _ pattern: Regex<(Substring, Substring)>, _ say: (String) -> String) -> String? {
    (try? pattern.wholeMatch(in: reason)).flatMap { $0 }.map { say(String($0.output.1)) }
  }
}
