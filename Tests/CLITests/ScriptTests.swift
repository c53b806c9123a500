import Foundation
import TestSupport
import Testing

/// What the interface does, run from the shell; and what is told of a person's own keys.
@Suite(.ownThreads) struct ScriptTests {
  private func joined() throws -> (Village, Person) {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    return (village, person)
  }

  @Test func aScriptDoesWhatTheKeysWouldAndItLeavesWithTheNextSync() throws {
    let (village, person) = try joined()
    let script = try person.folder.write(
      "tour",
      "#!/usr/bin/env -S ter1 run\n\npane forums\nopen\nopen\nforums.reply\nedit.insert \"Vu, merci\"\ncomposer.send\n")
    let outcome = try person.ter1("run", script, "--screen")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("Vu, merci"))
    #expect(try person.ter1("outbox", "list").output.contains("Vu, merci"))
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("outbox", "list").lines.isEmpty)
    _ = village
  }

  @Test func aLineThatCannotBeRunEndsItByItsNumber() throws {
    let person = try Person()
    let script = try person.folder.write("tour", "# rien\nmove.down\nforums.reply\nmove.up\n")
    let outcome = try person.ter1("run", script)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("Line 3: "))
    let unknown = try person.ter1("run", "-", input: "forums.repli\n")
    #expect(unknown.status == 65 && unknown.errors.contains("forums.reply"))
    #expect(try person.ter1("run", person.folder.path + "/nothing").status == 66)
  }

  @Test func aKeymapThatCannotBeReadIsTold() throws {
    let person = try Person()
    try FileManager.default.createDirectory(
      atPath: person.home + "/config/keymap", withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: person.home + "/config")
    #expect(try person.ter1().output.contains("your own keys are not used"))
    #expect(try person.ter1("commands").errors.contains("your own keys are not used"))
  }

  @Test func onesOwnKeysStandInTheListAndWrongOnesAreNamed() throws {
    let person = try Person()
    try FileManager.default.createDirectory(
      atPath: person.home + "/config", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try "[global]\n<F7> = 5 move.down\n<F8> = mov.down\n".write(
      toFile: person.home + "/config/keymap", atomically: false, encoding: .utf8)
    let listed = try person.ter1("commands")
    #expect(listed.lines.contains { $0.contains("F7") && $0.contains("move.down") })
    #expect(listed.errors.contains("keymap:3: there is no command “mov.down”; did you mean “move.down”?"))
  }
}
