import JSON
import Testing

struct JSONParserTests {
  @Test(
    arguments: [
      ("null", JSONValue.null), (" true ", true), ("-0", 0), ("12", 12), ("1.5e2", 150.0), ("\"\\u00e9\\n\"", "é\n"),
      ("\"\\ud83d\\ude00\"", "😀"), ("[]", []), ("[1,[2]]", [1, [2]]), ("{\"a\":{\"b\":null}}", ["a": ["b": nil]]),
      ("9223372036854775807", JSONValue.int(.max)), ("9223372036854775808", 9_223_372_036_854_775_808.0),
    ] as [(String, JSONValue)])
  func reads(text: String, value: JSONValue) throws { #expect(try JSONValue(parsing: text) == value) }

  @Test(arguments: [
    "", " ", "nul", "tru", "01", "1.", ".5", "+1", "1e", "-", "\"", "\"\\", "\"\\u12", "\"\\x\"", "\"\\ud800\"",
    "\"\\udc00\"", "\"\u{1}\"",
    "[1,]", "[1", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1,\"a\":2}", "1 2", "1e999", "NaN",
    "\u{FEFF}1",
  ])
  func refuses(text: String) { #expect(throws: JSONError.self) { try JSONValue(parsing: text) } }

  @Test func depthIsLimited() throws {
    let deep =
      String(repeating: "[", count: JSONValue.maximumDepth) + String(repeating: "]", count: JSONValue.maximumDepth)
    _ = try JSONValue(parsing: deep)
    #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + deep + "]") }
    #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
  }

  @Test func anErrorNamesItsPlace() {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "{\"a\": nul}") }
    #expect(error?.offset == 6)
  }

  @Test func invalidUTF8IsRefused() {
    let bytes = Array("\"".utf8) + [0xC3, 0x28] + Array("\"".utf8)
    #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
  }
}

struct JSONWriterTests {
  @Test func equalValuesGiveEqualTexts() throws {
    #expect(try JSONValue(parsing: "{\"b\":1, \"a\":[true ,null]}").text == "{\"a\":[true,null],\"b\":1}")
  }

  @Test func controlsAreEscaped() {
    #expect(JSONValue.string("\u{1B}\u{7F}\n\"\\é").text == "\"\\u001b\\u007f\\n\\\"\\\\é\"")
  }

  /// Whatever value is written reads back as itself.
  @Test func roundTripOfRandomValues() throws {
    var generator = SeededGenerator(seed: 20_260_214)
    for _ in 0..<2_000 {
      let value = Self.random(depth: 4, &generator)
      #expect(try JSONValue(parsing: value.text) == value)
    }
  }

  private static func random(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2: return .int(.random(in: .min ... .max, using: &generator))
    case 3: return .double(Double(Int.random(in: -1_000_000...1_000_000, using: &generator)) + 0.375)
    case 4: return .string(randomText(&generator))
    case 5: return .array((0..<3).map { _ in random(depth: depth - 1, &generator) })
    default:
      return .object(
        JSONObject((0..<3).map { _ in (randomText(&generator), random(depth: depth - 1, &generator)) }) { $1 })
    }
  }

  private static func randomText(_ generator: inout SeededGenerator) -> String {
    String(
      String.UnicodeScalarView(
        (0..<8).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &generator)) }))
  }
}

struct PatchObjectTests {
  let event: JSONValue = ["title": "AG", "participants": ["p1": ["status": "accepted"]], "a/b": ["~": 1]]

  @Test func setsReplacesAndRemoves() throws {
    let patched = try event.patched(with: [
      "title": "Grève", "participants/p2": ["status": "declined"], "participants/p1/status": nil,
    ])
    #expect(patched["title"] == "Grève")
    #expect(patched["participants"] == ["p1": [:], "p2": ["status": "declined"]])
  }

  @Test func escapedNamesAreFound() throws {
    #expect(try event.patched(with: ["a~1b/~0": 2])["a/b"] == ["~": 2])
    #expect(event.value(at: "a~1b/~0") == 1)
    #expect(JSONValue.escaped("a/b~") == "a~1b~0")
  }

  @Test(arguments: ["nowhere/x", "title/x", "participants/p9/status"])
  func aPartThatIsNotThereIsRefused(path: String) {
    let error = #expect(throws: PatchError.self) { try event.patched(with: [path: 1]) }
    #expect(error?.path == path)
  }

  @Test func oneAboveTheOtherIsRefused() {
    #expect(throws: PatchError.self) { try event.patched(with: ["participants": [:], "participants/p1": nil]) }
  }

  @Test func removingWhatIsNotThereIsNoError() throws { #expect(try event.patched(with: ["gone": nil]) == event) }
}

struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
