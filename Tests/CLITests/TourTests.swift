import Foundation
import TestSupport
import Testing

/// `ter1 tour`: short, in both languages, with the keys of the keymap that is chosen.
@Suite(.ownThreads) struct TourTests {
  @Test(arguments: ["fr_FR.UTF-8", "en_GB.UTF-8"]) func fitsFiveMinutes(language: String) throws {
    let tour = try Person(language: language).ter1("tour")
    #expect(tour.status == 0, "\(tour.errors)")
    // Slow reading with trying out takes a minute for forty words.
    #expect(tour.output.split(separator: " ").count < 250)
    #expect(tour.lines.allSatisfy { $0.count <= 80 })
    #expect(!tour.output.contains("%"), "every place of a key is filled: \(tour.output)")
    #expect(tour.output.contains("ter1 demo"))
  }

  @Test(arguments: ["vim", "emacs"]) func namesTheKeysOneHas(keymap: String) throws {
    let person = try Person()
    let usual = try person.ter1("tour").output
    _ = try person.folder.write("home/config/config.toml", "keymap = \"\(keymap)\"\n")
    #expect(try person.ter1("tour").output != usual)
  }

  @Test func namesTheKeysChosenInTheInterface() throws {
    let person = try Person()
    let usual = (try person.ter1("tour").output, try person.ter1("commands").output)
    #expect(try person.ter1("run", "-", input: "keymap vim\n").status == 0)
    #expect(try person.ter1("tour").output != usual.0)
    #expect(try person.ter1("commands").output != usual.1)
    _ = try person.folder.write("home/config/config.toml", "keymap = \"default\"\n")
    #expect(try person.ter1("tour").output == usual.0)
  }

  @Test(arguments: ["tour", "commands"]) func saysWhyItDoesNotKnowTheKeysChosen(command: String) throws {
    let person = try Person(language: "fr_FR.UTF-8")
    #expect(try person.ter1(command).errors.isEmpty)
    try FileManager.default.createDirectory(
      atPath: person.folder.path + "/home/state/ter1.sqlite", withIntermediateDirectories: true)
    let outcome = try person.ter1(command)
    #expect(outcome.status == 0 && !outcome.output.isEmpty)
    #expect(outcome.errors.contains("peut-être pas les touches choisies"), "\(outcome.errors)")
  }
}
