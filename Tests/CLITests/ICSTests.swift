import TestSupport
import Testing

/// `ter1 ics`: events out to other programs, and in from them.
@Suite(.ownThreads, .timeLimit(.minutes(5))) struct ICSTests {
  private static func calendar(_ events: [String]) -> String {
    (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"] + events + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
  }

  private static let workshop = [
    "BEGIN:VEVENT", "UID:stage-42@autre.example", "DTSTAMP:20260101T000000Z",
    "DTSTART;TZID=Europe/Paris:20300112T140000", "DURATION:PT2H", "SUMMARY:Stage de sérigraphie",
    "LOCATION:Atelier\\, Rezé", "RRULE:FREQ=WEEKLY;COUNT=3", "ORGANIZER;CN=Zoe:mailto:zoe@prive.example",
    "ATTENDEE;CN=Ana:mailto:ana@prive.example", "END:VEVENT",
  ]

  @Test func anEventComesInOnceWithoutThosePeopleWhomItNames() throws {
    let (village, person) = (try Village(), try Person(language: "fr_FR.UTF-8"))
    try person.join(village)
    let task = ["BEGIN:VJOURNAL", "UID:t", "END:VJOURNAL"]
    let first = try person.ter1("ics", "--import", input: Self.calendar(Self.workshop + task))
    #expect(first.status == 0, "\(first.errors)")
    for words in ["VJOURNAL n’est pas un événement", "1 événement"] {
      #expect(first.errors.contains(words), "\(first.errors)")
    }
    #expect(try person.ter1("sync").status == 0)
    let out = try person.ter1("ics").output.replacing("\r\n ", with: "")
    for line in ["UID:stage-42@autre.example", "SUMMARY:Stage de sérigraphie", "FREQ=WEEKLY"] {
      #expect(out.contains(line), "\(line): \(out)")
    }
    #expect(out.contains("DTSTART;TZID=Europe/Paris:20300112T140000"))
    #expect(!out.contains("prive.example"), "nobody reads the addresses of those whom it names")
    // What goes out comes in as what is here.
    let again = try person.ter1("ics", "--import", input: out)
    #expect(again.status == 0 && again.errors.contains("déjà là"), "\(again.errors)")
    #expect(try person.ter1("outbox", "list").output.isEmpty)
    village.stop()
  }

  @Test(arguments: ["", "Bonjour", Self.calendar([])]) func whatHoldsNoEventSaysSo(text: String) throws {
    let (village, person) = (try Village(), try Person())
    try person.join(village)
    let outcome = try person.ter1("ics", "--import", input: text)
    #expect(outcome.status != 0 && outcome.errors.contains(".ics"), "\(outcome.errors)")
    village.stop()
  }
}
