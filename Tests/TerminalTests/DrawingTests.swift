import Foundation
import TestSupport
import Testing

@testable import Text

/// The program on the terminals people have, of the sizes they have: real ones, by tmux.
@Suite(
  .ownThreads, .serialized, .enabled(if: TmuxSession.isAvailable, "tmux is not installed: these tests are skipped"),
  .timeLimit(.minutes(20)))
struct DrawingTests {
  /// Through the panes and back.
  private static let walk = [
    ["Enter"], ["j", "j"], ["PageDown"], ["Enter"], ["PageDown"], ["n"], ["h"], ["2"], ["Enter"], ["k"], ["3"], ["m"],
    ["4"],
    ["Escape"], ["1"],
  ]

  /// Every terminal, and the narrowest, the usual and the widest.
  private static let terminals =
    ["linux", "screen", "tmux-256color", "foot"].map { ($0, (80, 24)) }
    + ["vt100", "xterm-256color"].flatMap { type in [(40, 12), (80, 24), (300, 80)].map { (type, $0) } }

  @Test(arguments: terminals) func drawsWhatItMeans(type: String, size: (Int, Int)) async throws {
    guard Needed.found(Self.knows(type), "no description of the terminal \(type)") else { return }
    let session = try TmuxSession(
      columns: size.0, rows: size.1, environment: ["TERM": type], copying: try FilledHome.usual())
    try await session.wait(for: "? aide")
    for keys in Self.walk {
      for key in keys { session.type(key) }
      try await Self.checkFresh(session, "\(type), \(size), after \(keys)")
    }
  }

  private static func knows(_ type: String) -> Bool {
    (try? TestSupport.ChildProcess(["/usr/bin/infocmp", type]).wait()) == 0
  }

  /// What stands there is what is drawn anew from nothing: no cell is left over, none is missing, and no piece of a sequence is seen.
  private static func checkFresh(_ session: TmuxSession, _ place: String) async throws {
    var (before, after) = ("", "-")
    // News of one's own reading may come between the two.
    for _ in 0..<8 where before != after {
      before = try await settled(session)
      session.type("C-l")
      after = try await settled(session)
    }
    #expect(before == after, "\(place): the screen differs from what is drawn anew")
    let hasPieces = ["[?", "^[", "\u{1B}", "[0m", ";1m", "2004", "(B"].contains { before.contains($0) }
    #expect(!hasPieces, "\(place): \(before)")
    // On the marker, or on the sentence that stands where there is nothing.
    #expect(!session.underCursor.isEmpty, "\(place): the cursor is elsewhere: \(before)")
  }

  /// The screen, once it is the same at several looks.
  private static func settled(_ session: TmuxSession) async throws -> String {
    var (seen, count) = (session.screen, 0)
    for _ in 0..<600 where count < 3 {
      try await Task.sleep(for: .milliseconds(30))
      let now = session.screen
      count = now == seen ? count + 1 : 0
      seen = now
    }
    return seen
  }

  @Test(arguments: ["xterm-256color", "vt100"]) func followsTheWindowWhereverOneIs(type: String) async throws {
    let session = try TmuxSession(
      columns: 80, rows: 24, environment: ["TERM": type], copying: try FilledHome.usual())
    try await session.wait(for: "? aide")
    for keys in [["Enter", "PageDown", "j"], ["Enter", "n", "n"], ["3"], ["m"], ["2", "Enter"]] {
      for key in keys { session.type(key) }
      let first = try await Self.settled(session)
      let row = session.rowOfCursor.prefix(30)
      for (columns, rows) in [(40, 12), (300, 80), (60, 16), (80, 24)] {
        session.resize(columns, rows)
        try await session.wait(until: { Self.size($0) <= rows && !$0.contains("agrandir") }, "\(rows) rows")
        try await Self.checkFresh(session, "\(type), \(keys), \(columns)x\(rows)")
        let isEmpty = keys == ["3"]
        #expect(isEmpty || session.underCursor == "▌", "\(type), \(keys), \(columns)x\(rows): \(session.screen)")
      }
      #expect(session.rowOfCursor.prefix(30) == row, "the cursor is on the row it was on: \(first)")
    }
  }

  private static func size(_ screen: String) -> Int {
    screen.split(separator: "\n", omittingEmptySubsequences: false).count - 1
  }

  /// Whatever the subjects are made of, what stands right of them stands in one line.
  @Test(.enabled(if: Corpora.isThere, "no corpora beside the checkout"))
  func columnsAreStraightBehindAnyText() async throws {
    let chosen = WidthTests.texts.filter { $0.width > 0 && $0.string.contains { !$0.isWhitespace } }
    let step = max(1, chosen.count / 400)
    let mixed = stride(from: 0, to: chosen.count - 4, by: step).map { chosen[$0].string + "x" + chosen[$0 + 3].string }
    let home = try FilledHome.make(subjects: mixed + WidthTests.written)
    let session = try TmuxSession(columns: 160, rows: 24, copying: home)
    try await session.wait(for: "? aide")
    session.type("Enter", "g", "v")
    try await session.wait(for: "│")
    var (rows, places) = (0, Set<Int>())
    for _ in 0..<(mixed.count / 20 + 1) {
      for row in try await Self.settled(session).split(separator: "\n").dropFirst(2).dropLast(2) {
        // What tmux shows is counted cell by cell: `tmuxAgrees` sees to that.
        guard let line = row.ranges(of: "│").dropFirst().first?.lowerBound else { continue }
        rows += 1
        places.insert(UntrustedText(String(row[..<line])).line.width)
      }
      session.type("PageDown")
    }
    #expect(rows > 300 && places.count == 1, "\(places)")
  }

  @Test func withoutColourThereIsNone() async throws {
    for (environment, isColoured) in [(["NO_COLOR": "1"], false), (["NO_COLOR": ""], true)] {
      let session = try TmuxSession(
        columns: 80, rows: 24, environment: environment.merging(["TERM": "xterm-256color"]) { $1 },
        copying: try FilledHome.usual())
      try await session.wait(for: "? aide")
      session.type("Enter", "Enter")
      try await session.wait(for: "répondre")
      let looks = session.tmux(["capture-pane", "-p", "-e"])
      let colours = looks.matches(of: /\u{1B}\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[;m]/)
      #expect(colours.isEmpty != isColoured, "\(environment)")
      #expect(looks.contains("\u{1B}[1m") || looks.contains(";1m"), "weight tells what colour does not")
    }
  }

  /// In the C locale every word is still one: letters without their marks, and no question marks for what French is written with.
  @Test(arguments: ["vt100", "linux"]) func asciiIsLegible(type: String) async throws {
    let session = try TmuxSession(
      columns: 80, rows: 24, environment: ["LANG": "C", "TERM": type], copying: try FilledHome.usual())
    try await session.wait(for: "? help")
    session.type(":language fr", "Enter", "Enter")
    try await session.wait(for: "Elections professionnelles, 2e college : les listes")
    session.type("Enter")
    try await session.wait(for: "Je propose qu'on se retrouve a 9 h devant le portail, cote depot.")
    for pane in ["2", "3", "4", "5", "6", "7", "8", "9", "0"] {
      session.type(pane)
      let screen = try await Self.settled(session)
      let isLegible = screen.unicodeScalars.allSatisfy(\.isASCII) && !screen.contains("??")
      #expect(isLegible, "\(screen)")
    }
  }
}
