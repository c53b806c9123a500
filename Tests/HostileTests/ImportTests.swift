import Foundation
import JSON
import TestSupport
import Testing

/// Archives made of hostile text: what `ter1-server import` says of them, and that it says nothing of their content.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct ImportTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    #expect(try run("init", "--name", "Union locale").status == 0)
  }

  private func run(_ arguments: String...) throws -> (status: Int32, output: [UInt8]) {
    let file = folder.file("output-\(UUID().uuidString)")
    let status = try ChildProcess(
      [HostileHome.server] + arguments + ["--data", folder.file("data")], environment: ["LANG": "C.UTF-8"], output: file
    ).wait()
    return (status, try #require(read(file)))
  }

  private var strings: [String] { HostileStrings.all.filter { !$0.contains("\0") } }

  @Test func whatImportsSay() throws {
    let mail = strings.map { text in
      "From a@b Wed May  1 10:00:00 2024\nSubject: \(text)\nFrom: \(text) <\(text)>\nDate: \(text)\nMessage-ID: <\(text)>\n"
        + "Content-Type: \(text)\n\n\(text)\n"
    }
    let calendars = strings.enumerated().map { number, text in
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:\(number)\r\nDTSTART:20240601T180000Z\r\nDURATION:\(text)\r\nSUMMARY:\(text)\r\n"
        + "LOCATION:\(text)\r\nRRULE:\(text)\r\nURL:\(text)\r\nEND:VEVENT\r\n\(text)\r\nEND:VCALENDAR\r\n"
    }
    let log = strings.map { "[2024-05-01 10:00] <\($0)> \($0)" }
    try check("mbox", mail.joined(separator: "\n"), into: "Bureau")
    try check("ics", calendars.joined(), into: "Agenda")
    try check("irc", log.joined(separator: "\n"), into: "salon")
    try check("mbox", "no mail", into: strings[0])
    try checkFolder()
  }

  private func check(_ source: String, _ content: String, into place: String) throws {
    let file = folder.file("archive.\(source)")
    #expect(write(Array(content.utf8), to: file))
    try check(run("import", source, file, "--into", place).output, source)
  }

  private func checkFolder() throws {
    let top = folder.file("files")
    for text in strings {
      let name = String(String.UnicodeScalarView(text.unicodeScalars.prefix(40))).replacing("/", with: "_")
      guard !name.isEmpty, ![".", ".."].contains(name) else { continue }
      try FileManager.default.createDirectory(atPath: top + "/" + name + ".d", withIntermediateDirectories: true)
      #expect(write(Array(text.utf8), to: "\(top)/\(name).d/\(name)"))
    }
    #expect(symlink("/etc/passwd", top + "/lien") == 0 && symlink("/", top + "/racine") == 0)
    let (status, output) = try run("import", "folder", top, "--into", "Docs")
    #expect(status == 0)
    try check(output, "folder")
    #expect(!String(decoding: output, as: UTF8.self).contains("root:x:0:0"))
  }

  private func check(_ output: [UInt8], _ source: String) throws {
    let violations = TerminalOutput(output, .plain).violations
    #expect(violations.isEmpty, "\(source): \(violations.prefix(3))")
    #expect(!output.isEmpty)
  }
}
