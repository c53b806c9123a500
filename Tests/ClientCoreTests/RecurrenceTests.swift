import CIcal
import Foundation
import JSON
import Testing

@testable import ClientCore

/// The expansion of rules, beside libical's.
struct RecurrenceTests {
  /// RFC 5545, section 3.8.5.3, and what calendars of the field hold; with the start each is tried from.
  static let rules: [(rule: String, start: String)] = [
    ("FREQ=DAILY;COUNT=10", "1997-09-02T09:00:00"), ("FREQ=DAILY;UNTIL=19971224T000000", "1997-09-02T09:00:00"),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02T09:00:00"),
    ("FREQ=YEARLY;UNTIL=20000131T140000;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01-01T09:00:00"),
    ("FREQ=DAILY;UNTIL=20000131T140000;BYMONTH=1", "1998-01-01T09:00:00"),
    ("FREQ=WEEKLY;COUNT=10", "1997-09-02T09:00:00"), ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02T09:00:00"),
    ("FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00:00"),
    ("FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01T09:00:00"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05T09:00:00"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05T09:00:00"),
    ("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05T09:00:00"),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07T09:00:00"),
    ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22T09:00:00"), ("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28T09:00:00"),
    ("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02T09:00:00"),
    ("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30T09:00:00"),
    ("FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10T09:00:00"),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997-09-02T09:00:00"),
    ("FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10T09:00:00"),
    ("FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03-10T09:00:00"),
    ("FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01T09:00:00"),
    ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19T09:00:00"), ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12T09:00:00"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13T09:00:00"),
    ("FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05T09:00:00"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13T09:00:00"),
    ("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13T09:00:00"),
    ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05T09:00:00"),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04T09:00:00"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29T09:00:00"),
    ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "1997-09-02T09:00:00"),
    ("FREQ=MINUTELY;INTERVAL=15;COUNT=6", "1997-09-02T09:00:00"),
    ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", "1997-09-02T09:00:00"),
    ("FREQ=DAILY;BYHOUR=9,10,11,12;BYMINUTE=0,20,40;COUNT=50", "1997-09-02T09:00:00"),
    ("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", "1997-09-02T09:00:00"),
    ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15T09:00:00"), ("FREQ=MONTHLY;COUNT=8", "2026-01-31T18:30:00"),
    ("FREQ=YEARLY;COUNT=4", "2024-02-29T18:30:00"), ("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "1996-10-27T02:00:00"),
  ]

  @Test(arguments: rules)
  func asLibical(_ sample: (rule: String, start: String)) throws {
    let start = try #require(LocalTime(sample.start))
    let rule = try #require(RecurrenceRule(icalendar: sample.rule))
    let ours = Array(RecurrenceExpansion(rule, from: start).prefix(60)).map(\.string)
    #expect(ours == Libical.expand(sample.rule, start: sample.start, limit: 60), "\(sample.rule)")
    #expect(!ours.isEmpty)
  }

  static let corpus: [URL] = {
    let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let path = ProcessInfo.processInfo.environment["TER1_CORPORA"] ?? top.appending(path: "../shared/data").path
    let folder = URL(filePath: path).appending(path: "3-calendriers")
    let all =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    if all.isEmpty {
      print("skipped: no corpora at \(folder.standardizedFileURL.path) (TER1_CORPORA names another place)")
    }
    return all.filter { $0.pathExtension == "ics" }
  }()

  /// Every rule found in the corpora, from the start that stands beside it.
  @Test(.enabled(if: !corpus.isEmpty, "no corpora beside the checkout"))
  func corpusAsLibical() throws {
    var samples: Set<[String]> = []
    for file in Self.corpus { samples.formUnion(Self.samples(in: file)) }
    #expect(samples.count > 40)
    for sample in samples.sorted(by: { $0[0] < $1[0] }) {
      guard let rule = RecurrenceRule(icalendar: sample[0]), let start = LocalTime(sample[1]) else { continue }
      let ours = Array(RecurrenceExpansion(rule, from: start).prefix(40)).map(\.string)
      let theirs = Libical.expand(sample[0], start: sample[1], limit: 40)
      if theirs != nil { #expect(ours == theirs, "\(sample)") }
    }
  }

  /// Rules with the DTSTART before them in the same component; UNTIL in UTC is left out, as it needs the zone.
  private static func samples(in file: URL) -> Set<[String]> {
    guard let text = try? String(decoding: Data(contentsOf: file), as: UTF8.self) else { return [] }
    var (found, start, rule) = (Set<[String]>(), String?.none, String?.none)
    for line in text.replacing("\r", with: "").split(separator: "\n") {
      if line.hasPrefix("BEGIN:VEVENT") { (start, rule) = (nil, nil) }
      if line.hasPrefix("DTSTART"), let value = line.split(separator: ":").last { start = local(value) }
      if line.hasPrefix("RRULE:") { rule = String(line.dropFirst(6)) }
      if line.hasPrefix("END:VEVENT"), let start, let rule, !rule.contains("Z"), !rule.contains("UNTIL") {
        found.insert([rule, start])
      }
    }
    return found
  }

  private static func local(_ value: Substring) -> String? {
    let digits = value.filter(\.isNumber)
    guard digits.count == 8 || digits.count == 14 else { return nil }
    let parts = Array(digits + (digits.count == 8 ? "000000" : ""))
    let text = { (range: Range<Int>) in String(parts[range]) }
    return "\(text(0..<4))-\(text(4..<6))-\(text(6..<8))T\(text(8..<10)):\(text(10..<12)):\(text(12..<14))"
  }

  @Test func hostileRulesEnd() throws {
    let start = try #require(LocalTime("2026-01-01T00:00:00"))
    for text in [
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYMONTH=13;BYHOUR=25", "FREQ=SECONDLY",
      "FREQ=YEARLY;INTERVAL=100000",
    ] {
      let rule = try #require(RecurrenceRule(icalendar: text))
      #expect(Array(RecurrenceExpansion(rule, from: start)).count <= RecurrenceExpansion.stepLimit)
    }
  }

  @Test func daysOfTheCivilCalendar() {
    for day in stride(from: Int64(-800_000), to: 800_000, by: 37) {
      let date = LocalTime.date(ofDay: day)
      #expect(LocalTime.days(year: date.year, month: date.month, day: date.day) == day)
    }
    #expect(LocalTime("2026-11-24")?.weekday == 1 && LocalTime("2026-02-29") == nil && LocalTime("2024-02-29") != nil)
    #expect(EventDuration("P1W2DT3H4M5S") == EventDuration(days: 9, seconds: 11_045))
    #expect(EventDuration("P1W2DT3H4M5S")?.string == "P9DT3H4M5S" && EventDuration("1H") == nil)
    #expect(UTCDate.seconds("1970-01-01T00:00:01.5Z") == 1.5 && UTCDate.seconds("1970-01-01T00:00:01+01:00") == nil)
    #expect(
      UTCDate.string(from: 1.25) == "1970-01-01T00:00:01.250Z" && UTCDate.string(from: -1) == "1969-12-31T23:59:59Z")
  }
}

enum Libical {
  /// nil when libical does not take the rule.
  static func expand(_ rule: String, start: String, limit: Int) -> [String]? {
    let recurrence = icalrecurrencetype_from_string(rule)
    guard recurrence.freq != ICAL_NO_RECURRENCE else { return nil }
    let begin = icaltime_from_string(start.filter { $0 != "-" && $0 != ":" })
    guard let iterator = icalrecur_iterator_new(recurrence, begin) else { return nil }
    defer { icalrecur_iterator_free(iterator) }
    var times: [String] = []
    while times.count < limit {
      let time = icalrecur_iterator_next(iterator)
      if icaltime_is_null_time(time) != 0 { break }
      times.append(
        LocalTime(
          year: Int(time.year), month: Int(time.month), day: Int(time.day),
          secondOfDay: Int(time.hour * 3_600 + time.minute * 60 + time.second)
        ).string)
    }
    return times
  }
}

extension RecurrenceRule {
  /// From iCalendar's form, by JSCalendar's.
  init?(icalendar text: String) {
    var object: JSONObject = [:]
    for part in text.split(separator: ";") {
      let pair = part.split(separator: "=").map(String.init)
      guard pair.count == 2 else { return nil }
      let list = JSONValue.array(pair[1].split(separator: ",").compactMap { Int64($0).map { .int($0) } })
      switch pair[0] {
      case "FREQ": object["frequency"] = .string(pair[1].lowercased())
      case "INTERVAL", "COUNT": object[pair[0].lowercased()] = Int64(pair[1]).map { .int($0) }
      case "UNTIL": object["until"] = Self.local(pair[1]).map { .string($0) }
      case "RSCALE", "SKIP": object[pair[0].lowercased()] = .string(pair[1].lowercased())
      case "WKST": object["firstDayOfWeek"] = .string(pair[1].lowercased())
      case "BYDAY": object["byDay"] = .array(pair[1].split(separator: ",").map { Self.day(String($0)) })
      case "BYMONTH": object["byMonth"] = .array(pair[1].split(separator: ",").map { .string(String($0)) })
      case "BYMONTHDAY": object["byMonthDay"] = list
      case "BYYEARDAY": object["byYearDay"] = list
      case "BYWEEKNO": object["byWeekNo"] = list
      case "BYHOUR": object["byHour"] = list
      case "BYMINUTE": object["byMinute"] = list
      case "BYSECOND": object["bySecond"] = list
      case "BYSETPOS": object["bySetPosition"] = list
      default: break
      }
    }
    self.init(.object(object))
  }

  private static func local(_ text: String) -> String? {
    let digits = Array(text.filter(\.isNumber) + (text.contains("T") ? "" : "000000"))
    guard digits.count == 14 else { return nil }
    let part = { (range: Range<Int>) in String(digits[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))"
  }

  private static func day(_ text: String) -> JSONValue {
    let nth = Int64(text.dropLast(2).filter { $0 != "+" })
    return ["day": .string(text.suffix(2).lowercased()), "nthOfPeriod": nth.map { .int($0) } ?? .null]
  }
}
