import Foundation
import TestSupport
import Testing

/// A cooperative on a local network, whose certificate nobody vouches for and which names another host, as a person joins it and then
/// meets another key.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: Scripts.hasPython, "Python is not installed"))
struct PinCommandTests {
  let folder: TemporaryFolder
  let server: RealServer

  init() throws {
    folder = try TemporaryFolder()
    server = try RealServer()
  }

  private func ter1(_ words: String...) throws -> (status: Int32, text: String) {
    let output = folder.file("output")
    let environment = ["TER1_HOME": folder.file("home"), "HOME": folder.path, "LANG": "en_GB.UTF-8"]
    let status = try ChildProcess([Scripts.ter1] + words, environment: environment, output: output).wait()
    return (status, Scripts.text(output))
  }

  private func shield(_ name: String, _ port: Int) throws -> BadLink {
    let (certificate, key) = try server.certificate(for: name)
    return try BadLink(["tls", "127.0.0.1:\(server.port)", "--cert", certificate, "--key", key, "--port", "\(port)"])
  }

  /// The last key that a text names.
  private func key(in text: String) throws -> String {
    let start = try #require(text.range(of: "sha256//", options: .backwards), "\(text)")
    return String(text[start.lowerBound...].prefix(52))
  }

  private func add(_ port: Int, _ more: String...) throws -> (status: Int32, text: String) {
    let words = ["account", "add", "https://127.0.0.1:\(port)", "--user", "anna", "--name", "ul"] + more
    let output = folder.file("output")
    let environment = ["TER1_HOME": folder.file("home"), "HOME": folder.path, "LANG": "en_GB.UTF-8"]
    let password = ["--password-file", server.folder.file("password")]
    let status = try ChildProcess([Scripts.ter1] + words + password, environment: environment, output: output).wait()
    return (status, Scripts.text(output))
  }

  @Test func aPinAloneIsBelievedAndAnotherKeyRefused() throws {
    let port = try freePort()
    var shield = try shield("old.example", port)
    #expect(try add(port).status == 69, "nobody vouches for it")
    let shown = try add(port, "--pin", "now")
    #expect(shown.status == 77 && shown.text.contains("--pin-alone"), "\(shown.text)")
    let old = try key(in: shown.text)
    let wrong = "sha256//" + Data(repeating: 1, count: 32).base64EncodedString()
    #expect(try add(port, "--pin", wrong, "--pin-alone").status == 69)
    #expect(try add(port, "--pin", old).status == 69, "a pin alone was not asked for")
    let added = try add(port, "--pin", old, "--pin-alone")
    #expect(added.status == 0 && added.text.contains("WHO HAS THIS KEY IS 127.0.0.1"), "\(added.text)")
    #expect(try ter1("sync").status == 0)
    #expect(try ter1("account", "pin", "ul").text.contains("(nobody vouches for it)"))

    shield.end()
    shield = try self.shield("new.example", port)
    let changed = try ter1("sync")
    #expect(changed.status == 69 && changed.text.contains("another key"), "\(changed.text)")
    #expect(changed.text.contains("Nothing was sent: neither your password nor a message."))
    let new = try key(in: try ter1("account", "pin", "ul").text)
    #expect(new != old)
    #expect(try ter1("account", "pin", "ul", new).status == 0)
    #expect(try ter1("sync").status == 69, "it is not enough any more")
    #expect(try ter1("account", "pin", "ul", new, "--alone").status == 0)
    #expect(try ter1("sync").status == 0)
    #expect(try ter1("account", "pin", "ul", "none").status == 0)
    #expect(try ter1("sync").status == 69, "nobody vouches for it")
    shield.end()
  }
}
