import Foundation
import TestSupport
import Testing

/// `ter1 doctor`, on a server that is there and on one that is gone.
@Suite(.ownThreads) struct DoctorTests {
  @Test func itSaysWhatThereIsAndWhatIsWrong() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    let good = try person.ter1("doctor")
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.lines.contains { $0.hasPrefix("Level") && $0.contains("L2") }, "\(good.lines)")
    #expect(good.lines.contains { $0.hasPrefix("What is new") && $0.contains("push") }, "\(good.lines)")
    // Nothing is aligned by more than its own column.
    #expect(good.lines.allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
    let json = try person.ter1("doctor", "--json")
    #expect(json.lines.count == 1 && json.lines[0].contains("\"level\":\"L2\""), "\(json.lines)")
    village.stop()
    let gone = try person.ter1("doctor")
    #expect(gone.status == 69)
    #expect(
      gone.lines.contains { $0.hasPrefix("Trouble") } && gone.lines.contains { $0.hasPrefix("To do") }, "\(gone.lines)")
    #expect(try person.ter1("doctor", "--json").lines.first?.contains("\"error\":{") == true)
    #expect(try person.ter1("doctor", "nobody").status == 66)
  }

  @Test func itSaysWhatTheTerminalCanDo() throws {
    let person = try Person()
    let plain = try person.ter1("doctor", "--terminal")
    #expect(plain.status == 0 && plain.output.contains("TERM"), "\(plain.errors)")
    #expect(plain.lines.contains { $0.hasPrefix("Letters") && $0.contains("UTF-8") }, "\(plain.lines)")
    let json = try person.ter1("doctor", "--terminal", "--json")
    #expect(json.lines.count == 1 && json.output.contains("\"subject\":\"charset\""), "\(json.lines)")
    #expect(try person.ter1("doctor").output.contains("Letters"))
  }

  /// A tmux whose server is stopped answers nothing: the examination goes on without it.
  @Test(.timeLimit(.minutes(5))) func aTmuxThatDoesNotAnswerHoldsNothingUp() throws {
    let (person, place) = (try Person(), try TemporaryFolder())
    _ = try place.write("tmux", "#!/bin/sh\nexec sleep 3600\n", mode: 0o700)
    let inside = ["TMUX": "/nowhere,1,0", "TERM": "tmux-256color", "PATH": place.path + ":/usr/bin:/bin"]
    let seen = try Programs.run(
      [Programs.client, "doctor", "--terminal"], environment: person.environment.merging(inside) { _, new in new })
    #expect(seen.status == 0 && seen.output.contains("Copying"), "\(seen.output) \(seen.errors)")
  }

  /// A terminal that tells where its cursor is: as wide as here, and one cell wider for the fourth sign.
  @Test(arguments: [0, 1]) func widthsAreComparedWithWhatTheTerminalSays(wrong: Int) throws {
    let person = try Person()
    let terminal = try person.terminal("doctor", "--terminal", variables: ["TERM": "xterm-256color"])
    for _ in 0..<600 where !terminal.output.contains(where: { $0 == UInt8(ascii: "n") }) {
      terminal.read(untilQuietFor: 0.1)
    }
    let widths = [1, 1, 1, 4, 4, 2, 1, 2, 2, 2, 1, 1, 1, 1, 1]
    for (index, width) in widths.enumerated() {
      terminal.type("\u{1B}[1;\(width + 1 + (index == 3 ? wrong : 0))R")
    }
    #expect(terminal.readToEnd(within: 60))
    let seen = String(decoding: terminal.output, as: UTF8.self)
    #expect(seen.contains(wrong == 0 ? "as here, for 15 signs" : "takes 5, not 4"), "\(seen)")
  }

  @Test func aTerminalThatSaysNothingIsNoTrouble() throws {
    let terminal = try Person().terminal("doctor", "--terminal", variables: ["TERM": "xterm-256color"])
    #expect(terminal.readToEnd(within: 60))
    #expect(String(decoding: terminal.output, as: UTF8.self).contains("not compared"))
  }
}
