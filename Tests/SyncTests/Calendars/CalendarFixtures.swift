import JSON

/// Answers as the servers gave them, shortened.
enum CalendarFixtures {
  static func parse(_ text: String) throws -> JSONObject { try JSONValue(parsing: text).object ?? [:] }

  /// Cyrus 3.6.1.
  static let eventA = """
    {"@type":"jsevent","start":"2026-12-01T19:00:00","timeZone":"Europe/Paris","duration":"PT2H","showWithoutTime":false,
    "uid":"abc-1@ter1.example","relatedTo":null,"prodId":"-//CyrusIMAP.org/Cyrus 3.6.1","created":"2026-11-25T17:57:10Z",
    "updated":"2026-11-25T17:57:10Z","sequence":0,"priority":0,"title":"Réunion","description":"Salle du bas",
    "descriptionContentType":"text/plain","keywords":null,"links":null,"locale":null,
    "locations":{"1":{"@type":"Location","name":"Bourse","coordinates":"geo:48.85,2.35"}},"virtualLocations":null,
    "recurrenceRule":{"@type":"RecurrenceRule","frequency":"weekly","interval":1,"rscale":"gregorian","skip":"omit",
    "firstDayOfWeek":"mo","byDay":[{"day":"tu","nthOfPeriod":-1}],"count":5},"status":"confirmed","freeBusyStatus":"busy",
    "privacy":"public","replyTo":{"imip":"mailto:coop@internal"},
    "participants":{"anna":{"@type":"Participant","sendTo":{"imip":"mailto:anna@internal"},"name":"Anna",
    "roles":{"attendee":true},"participationStatus":"accepted","expectReply":false,"scheduleSequence":0,
    "participationComment":"oui"}},"useDefaultAlerts":false,"alerts":null,
    "recurrenceOverrides":{"2026-12-15T19:00:00":{"excluded":true},
    "2026-12-08T19:00:00":{"description":null,"participants/anna/participationStatus":"declined"}},"participantId":null,
    "x-href":"/dav/calendars/user/anna/coop.6js/abc-1@ter1.example.ics","calendarId":"6js","id":"abc-1@ter1.example"}
    """

  /// The same from Cyrus 3.10.1.
  static let eventB = """
    {"@type":"Event","start":"2026-12-01T19:00:00","timeZone":"Europe/Paris","duration":"PT2H","showWithoutTime":false,
    "uid":"abc-1@ter1.example","relatedTo":null,"prodId":"-//CyrusIMAP.org/Cyrus 3.10.1","created":"2026-11-25T17:57:10Z",
    "updated":"2026-11-25T17:57:10Z","sequence":0,"priority":0,"title":"Réunion","description":"Salle du bas",
    "descriptionContentType":"text/plain","keywords":null,"locale":null,"links":null,
    "locations":{"1":{"@type":"Location","name":"Bourse","coordinates":"geo:48.85,2.35"}},"virtualLocations":null,
    "recurrenceRules":[{"@type":"RecurrenceRule","frequency":"weekly","interval":1,"rscale":"gregorian","skip":"omit",
    "firstDayOfWeek":"mo","byDay":[{"day":"tu","nthOfPeriod":-1,"@type":"NDay"}],"count":5}],"status":"confirmed",
    "freeBusyStatus":"busy","replyTo":{"imip":"mailto:coop@internal"},
    "participants":{"anna":{"@type":"Participant","sendTo":{"imip":"mailto:anna@internal"},"name":"Anna",
    "roles":{"attendee":true},"participationStatus":"accepted","expectReply":false,"participationComment":"oui"}},
    "useDefaultAlerts":false,"alerts":null,"recurrenceOverrides":{"2026-12-15T19:00:00":{"excluded":true},
    "2026-12-08T19:00:00":{"description":null,"participants/anna/participationStatus":"declined"}},"isDraft":false,
    "calendarIds":{"6js":true},"isOrigin":true,"id":"EB-YWJjLTFAdGVyMS5leGFtcGxl"}
    """

  /// What both mean.
  static let event = """
    {"@type":"Event","start":"2026-12-01T19:00:00","timeZone":"Europe/Paris","duration":"PT2H","showWithoutTime":false,
    "uid":"abc-1@ter1.example","created":"2026-11-25T17:57:10Z","updated":"2026-11-25T17:57:10Z","title":"Réunion",
    "description":"Salle du bas","locations":{"1":{"@type":"Location","name":"Bourse","coordinates":"geo:48.85,2.35"}},
    "recurrenceRule":{"@type":"RecurrenceRule","frequency":"weekly","byDay":[{"@type":"NDay","day":"tu",
    "nthOfPeriod":-1}],"count":5},"status":"confirmed","organizerCalendarAddress":"mailto:coop@internal",
    "participants":{"anna":{"@type":"Participant","calendarAddress":"mailto:anna@internal","name":"Anna",
    "roles":{"attendee":true},"participationStatus":"accepted","participationComment":"oui"}},
    "recurrenceOverrides":{"2026-12-15T19:00:00":{"excluded":true},
    "2026-12-08T19:00:00":{"description":null,"participants/anna/participationStatus":"declined"}},
    "calendarIds":{"6js":true}}
    """

  static let calendarA = """
    {"id":"6js","x-href":"/dav/calendars/user/anna/coop.6js","name":"Assemblées","color":"#ff0000","sortOrder":0,
    "isVisible":true,"isSubscribed":true,"mayReadFreeBusy":true,"mayReadItems":true,"mayAddItems":true,
    "mayModifyItems":true,"mayRemoveItems":true,"mayRename":false,"mayDelete":false,"mayAdmin":false,
    "shareWith":{"anna":{"mayReadFreeBusy":true,"mayRead":true,"mayWrite":true,"mayAdmin":false}},
    "scheduleAddressSet":["mailto:anna@internal"]}
    """

  static let calendarB = """
    {"id":"q3l","name":"Assemblées","description":null,"color":"#ff0000","sortOrder":0,"isVisible":true,
    "isSubscribed":true,"includeInAvailability":"all","timeZone":null,"myRights":{"mayReadFreeBusy":true,
    "mayReadItems":true,"mayWriteAll":true,"mayWriteOwn":true,"mayUpdatePrivate":true,"mayRSVP":true,"mayDelete":false,
    "mayAdmin":false},"shareWith":null}
    """
}
