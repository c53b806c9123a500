/// Something of ours that reads what others wrote, to be given any bytes whatever. It returns; it neither crashes nor takes long, and
/// where what it makes must keep a promise, it looks whether it does.
public struct FuzzTarget: Sendable {
  public let name: String
  /// Words of the format, of which inputs are made.
  public let words: [String]
  public let run: @Sendable ([UInt8]) -> Void

  /// The longest input, in bytes.
  public static let longest = 65_536

  public static let all: [FuzzTarget] = [
    FuzzTarget(name: "json", words: jsonWords, run: json), FuzzTarget(name: "types", words: jsonWords, run: types),
    FuzzTarget(
      name: "events", words: ["data: ", "event: state\n", "id: ", "retry: 5\n", "\r\n\r\n", "\u{FEFF}"], run: events),
    FuzzTarget(name: "mime", words: mimeWords, run: mime), FuzzTarget(name: "ics", words: calendarWords, run: calendar),
    FuzzTarget(
      name: "log", words: ["[2024-05-01 10:00] <a> b\n", "* a ", "--- Day changed ", "10:00 <@a> "], run: log),
    FuzzTarget(name: "html", words: markupWords, run: html),
    FuzzTarget(name: "feed", words: feedWords, run: feed), FuzzTarget(name: "opml", words: feedWords, run: opml),
    FuzzTarget(name: "markdown", words: markdownWords, run: markdown),
    FuzzTarget(name: "text", words: textWords, run: text), FuzzTarget(name: "keymap", words: keymapWords, run: keymap),
    FuzzTarget(name: "toml", words: tomlWords, run: settings), FuzzTarget(name: "po", words: poWords, run: catalogue),
    FuzzTarget(name: "gift", words: giftWords, run: gift), FuzzTarget(name: "course", words: courseWords, run: course),
    FuzzTarget(name: "geojson", words: geoWords, run: geoJSON),
    FuzzTarget(
      name: "place", words: ["geo:", "48.85,2.35", "44000 ", "Nantes", "St-", "’", "Œ", ",", "é"], run: place),
    FuzzTarget(name: "votes", words: voteWords, run: votes),
    FuzzTarget(
      name: "kits", words: ["ter1:kit:", ".texte", ".LIGHT", ".léger.", ".", "O", "é", "e\u{301}", "\u{202E}", "-"],
      run: kits),
    FuzzTarget(
      name: "bundle",
      words: [
        "TER1 bundle\n\u{1}", "\"entries\":[", "\"records\":{", "\"Message\":{\"state\":\"a.0.1\",\"list\":[",
        "\"action\":\"upload\"", "\"blob\":0", "\"blobs\":[1]", "\"key\":\"a\"", "\"recipients\":[", "-1",
        "\0\0\0\u{1}",
      ], run: bundle),
    FuzzTarget(
      name: "members",
      words: [
        "{\"id\":\"P1\"", ",\"audience\":{\"union\":\"members\"}", ",\"follows\":{\"#a\":\"Tag\"}", "\"reach\":",
        "Syndicat : ", "Union: ",
        "Montré aux membres : ", "Shown to members: ", "\n", "#", "=", "https://coop.example/jmap/join#", "é",
        "\u{202E}",
        "\"kind\":\"join\"", "}",
      ], run: members),
    FuzzTarget(name: "coding", words: ["\u{28}", "\0\0\0", "\u{1F}"], run: coding),
  ]

  private static let giftWords = [
    "::a::", "{", "}", "~", "=", "#", "####", "%50%", "%-100%", "->", "TRUE", "{F}", "{#3.14:0.1}", "1..2", "\\{",
    "\\n",
    "[html]", "[markdown]", "$CATEGORY: a/b\n", "//", "\n\n", "{=a ~b#c}", "{}", "*", "&lt;<p>",
  ]
  private static let courseWords = [
    "TITLE: a\n\n", "# a\n", "```gift\n", "```\n", "~~~quiz\n", "a?{T}\n", "[v](https://vimeo.com/1){: .cours_video}\n",
    "[v](a.mp4)\n", "<div>", "</div>", "lesson: a.md\n", "pass: 101\n", "title:", "\n\n", "[a]: b\n", ":fa fa-x:",
    "{#a}",
  ]
  private static let jsonWords = [
    "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\uD800", "\\uDC00", "1e999", "-0", "null", "true", "\"id\":",
    "\"methodResponses\":[", "\"accounts\":{", "\"accountCapabilities\":{", "\"list\":[", "\"created\":[",
    "\"newState\":\"s\"",
    "\"recurrenceRule\":", "\"recurrenceOverrides\":{", "\"2026-01-01T00:00:00Z\"", "\"P1000000000D\"",
    "9223372036854775807",
    "-9223372036854775808", "\"frequency\":\"yearly\"", "\"interval\":0", "\"timeZone\":\"Europe/Paris\"",
  ]
  private static let geoWords = [
    "{\"type\":\"LineString\",\"coordinates\":[[2,48],[2.1,48]]}", "\"FeatureCollection\"", "\"features\":[",
    "\"geometry\":",
    "\"MultiLineString\"", "\"GeometryCollection\"", "\"geometries\":[", "[2.35,48.85],", "1e308", "-180", "[[", "]]",
    "\"crs\":{\"properties\":{\"name\":\"EPSG:4326\"}}", "\u{FEFF}",
  ]
  private static let mimeWords = [
    "Content-Type: multipart/mixed; boundary=a\r\n", "--a\r\n", "--a--\r\n", "=?utf-8?B?", "?=", "=?utf-7?Q?",
    "\r\n\r\n",
    "Content-Transfer-Encoding: base64\r\n", "quoted-printable", "charset=utf-16", "format=flowed", "message/rfc822",
    "From ",
    "References: <a@b> <c@d>\r\n", "Subject: ", "filename*0*=utf-8''%00",
  ]
  private static let calendarWords = [
    "BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "END:VCALENDAR\r\n",
    "RRULE:FREQ=SECONDLY;COUNT=1000000000\r\n",
    "DTSTART;TZID=Europe/Paris:20240101T000000\r\n", "DURATION:-P9999999999W\r\n", "EXDATE:", "RDATE;VALUE=PERIOD:",
    "BYDAY=-53MO",
    "INTERVAL=0", "UNTIL=00000000", "ATTENDEE;CN=", "RECURRENCE-ID:", "\r\n ", "BEGIN:VTIMEZONE\r\n", "GEO:91;181",
  ]
  private static let markupWords = [
    "<a href=\"", "<div>", "</div>", "<blockquote>", "<ul><li>", "<pre>", "<table><tr><td>", "<script>", "&#x1b;",
    "&#0;", "<!--",
    "-->", "<![CDATA[", "<svg>", "<img alt=\"", "</p>", "&nbsp;", "<?xml encoding=\"utf-16\"?>",
  ]
  private static let feedWords = [
    "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "<rss><channel>", "<item>", "</item>", "<feed xml:base=\"../\">",
    "<entry>",
    "<guid>", "<pubDate>Fri, 99 Foo 0000 99:99 XYZ</pubDate>", "<content type=\"xhtml\">", "<![CDATA[", "]]>",
    "&lt;img src=",
    "<!DOCTYPE a [<!ENTITY a \"&a;&a;\">]>", "&a;", "<link href=\"//[::\"/>", "<outline xmlUrl=\"https://a/\">",
    "<opml><body>",
    "<enclosure url=\"a\" type=\"image/\" length=\"-1\"/>", "\u{FEFF}", "<rdf:RDF>",
  ]
  private static let markdownWords = [
    "> ", "- ", "1. ", "```\n", "# ", "[a](", ")", "![", "**", "_", "`", "|a|b|\n|-|-|\n", "https://a@b/", "@camille",
    "\n\n", "<b>",
    "    ", "[1]: x\n", "***\n", "\\",
  ]
  private static let textWords = [
    "\u{1B}[", "\u{9B}", "\u{202E}", "\u{200D}", "\u{FE0F}", "👨‍👩‍👧", "e\u{301}", "漢", "\u{E0041}", "\t", "\u{2028}",
    "https://", "@",
    "xn--", "\u{1F3FD}", "ﷺ", "../", "«\u{A0}",
  ]
  private static let keymapWords = [
    "[global]\n", "[forums.thread]\n", "<C-x>", "<M-lt>", "<F12>", " = ", "move.down", "none", "#", "\n", "- = ", "<",
    ">", "gg",
  ]
  private static let tomlWords = [
    "[a]\n", "[[a]]\n", "a = ", "\"\"\"", "'''", "1979-05-27T07:32:00Z", "0x", "inf", "nan", "{a = 1}", "[1,", "[}",
    "\u{2028}",
    "\\u0000", "url = ",
    "password_command = [", "poll = -1", "\"keymap\"",
  ]
  private static let voteWords = [
    " > ", " = ", "1", "2", "3", "0", "-", "1:4 ", ":", "oui", "agree", "bloquer", "[[0],[1,2]]", "[0,1]",
    "\"standAside\"",
    "{\"choice\":", "\"code\":\"0123456789ABCDEF\"", "\"voterId\":\"P1\"", "99999999999999999999", "Clôture : ",
    "Quorum: ",
    "Options : a ; b", "Comment : ",
  ]
  private static let poWords = [
    "msgid ", "msgstr ", "msgid_plural ", "msgstr[0] ", "\"\"\n", "\"a\\n\"\n", "#, fuzzy\n", "#~ ", "%1", "\\",
    "\"Plural-Forms: ",
  ]
}
