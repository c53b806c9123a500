import Localization
import PlainText

/// The messages of one IRC log.
struct ChatLog {
  struct Message: Equatable {
    let nick: String
    let text: String
    /// Milliseconds since 1970; the log's clock is taken as UTC. Grows by at least one from message to message.
    let date: Int64
  }

  private(set) var messages: [Message] = []
  private(set) var report = ImportReport()

  /// - Parameters:
  ///   - name: the file's, for reports and for a date.
  ///   - modified: the file's time in milliseconds since 1970, for a log that names no day.
  init(_ bytes: [UInt8], name: String, modified: Int64) {
    let text = CleanText.lines(Charset.text(bytes))
    let lines = text.split(separator: "\n").map { ChatLogLine($0) }
    var calendar = DayCounter(lines, named: LogDay.first(in: name.split(separator: "/").last ?? ""))
    for line in lines { read(line, &calendar, otherwise: Int(modified / 86_400_000)) }
    guard !messages.isEmpty else {
      report.refuse(name, msgid("no line of an IRC log"))
      return
    }
    if !calendar.isDated { report.note(name, msgid("no date in it nor in its name: taken as of its last change")) }
    let others = lines.filter { $0 == .other }.count
    if others > 0 { report.note(name, "\(others) lines are no part of a log") }
  }

  private mutating func read(_ line: ChatLogLine, _ calendar: inout DayCounter, otherwise day: Int) {
    switch line {
    case .day(let day): calendar.begin(day)
    case .status: report.count(.statusLines)
    case .other: break
    case .message(let clock, let own, let nick, let text):
      if let own { calendar.begin(own) }
      let seconds = calendar.seconds(clock, otherwise: day)
      guard !text.isEmpty else { return report.count(.statusLines) }
      let date = max(Int64(seconds) * 1000, messages.last.map { $0.date + 1 } ?? .min)
      messages.append(Message(nick: nick, text: text, date: date))
    }
  }
}

/// Counts days where a log only shows the clock.
private struct DayCounter {
  private var day: Int?
  private var last = 0
  /// A clock of twelve hours: 12:59 is followed by 01:00.
  private let isTwelve: Bool
  private var half = 0
  private(set) var isDated: Bool

  init(_ lines: [ChatLogLine], named day: Int?) {
    let clocks = lines.compactMap { if case .message(let clock, _, _, _) = $0 { clock } else { nil } }
    isTwelve =
      !clocks.isEmpty && clocks.allSatisfy { (1...12).contains($0.hour) }
      && zip(clocks, clocks.dropFirst()).contains { $0.hour == 12 && $1.hour == 1 }
    self.day = day
    isDated = day != nil
  }

  mutating func begin(_ day: Int) {
    if day != self.day { (last, half) = (0, 0) }
    self.day = day
    isDated = true
  }

  /// Seconds since 1970. A clock that goes back by more than an hour has passed midnight, or noon if it counts to twelve.
  mutating func seconds(_ clock: ChatLogLine.Clock, otherwise: Int) -> Int {
    let shown = isTwelve ? clock.seconds % 43_200 : clock.seconds
    if shown + 3600 < last {
      half = isTwelve ? half + 1 : half + 2
      last = 0
    }
    last = max(last, shown)
    return (day ?? otherwise) * 86_400 + half * 43_200 + shown
  }
}
