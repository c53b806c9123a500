import ClientCore
import Localization

extension EventForm {
  /// What is understood of when it is and how often, by the names of the lines; of what is not, there is nothing to say before it is sent.
  static func understood(_ text: ComposedText, _ words: DateWords) -> [Understood] {
    let fields = fields(title: "", body: text.body)
    let time: TypedTime
    do throws(TypedTimeProblem) { time = try WhenParser.parse(fields.when, today: words.today) } catch { return [] }
    let when = Understood(label: words.tr("When"), words: words.span(time))
    let often = fields.rhythm.flatMap { Self.often($0, time, words) }
    return [when] + (often.map { [Understood(label: words.tr("Repeat"), words: $0)] } ?? [])
  }

  /// Also of days on which the first date is not: that is seen beside it.
  private static func often(_ typed: String, _ time: TypedTime, _ words: DateWords) -> String? {
    let all = RecurrenceWords(start: time.start, words)
    do throws(TypedRepeatProblem) {
      let rule = try RepeatParser.parse(typed, start: time.start, isAllDay: time.isAllDay)
      return rule.map { all.text($0) }
    } catch {
      guard case .notOnFirstDate(_, let rule?) = error else { return nil }
      return all.text(rule)
    }
  }
}

extension EventsPane {
  static func understood(_ text: ComposedText, _ words: DateWords) -> [Understood] {
    text.tag["kind"] == SheetForm.kind ? [] : EventForm.understood(text, words)
  }
}

extension DateWords {
  /// "jeudi 26 novembre, 14:30 – 16:30 (2 h)"
  func span(_ start: LocalTime, _ end: LocalTime, seconds: Int64, isAllDay: Bool) -> String {
    let day = longDate(start.day)
    if isAllDay {
      let last = LocalTime(seconds: max(start.seconds, end.seconds - 1)).day
      return last == start.day ? tr("%1, all day", day) : tr("from %1 to %2", day, longDate(last))
    }
    guard end > start else { return tr("%1, %2", day, clock(start)) }
    let length = duration(seconds)
    if start.day == end.day { return tr("%1, %2 – %3 (%4)", day, clock(start), clock(end), length) }
    let finish = tr("%1, %2", longDate(end.day), clock(end))
    return tr("from %1, %2 to %3 (%4)", day, clock(start), finish, length)
  }

  fileprivate func span(_ time: TypedTime) -> String {
    let seconds = time.duration.total
    return span(
      time.start, LocalTime(seconds: time.start.seconds + seconds), seconds: seconds, isAllDay: time.isAllDay)
  }
}
