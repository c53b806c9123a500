import Testing
import Text

@testable import Sync

struct AddressTests {
  @Test(arguments: [
    "http://127.0.0.1:8080/jmap", "http://localhost/", "http://[::1]:9/", "https://ul-nord.example",
    "https://10.0.0.7:8443/x", "http://127.9.9.9/",
  ])
  func speaksTo(_ text: String) throws { _ = try ServerURL(text) }

  @Test(arguments: [
    "http://ul-nord.example/", "http://127.0.0.1.evil.example/", "http://10.0.0.7/", "http://[::2]/",
    "ftp://127.0.0.1/", "file:///etc/passwd", "https://anna:pw@ul-nord.example/", "https://a b/", "", "https://",
    "http://localhost.evil.example/", "https://x/\r\nHost: y",
  ])
  func refuses(_ text: String) { #expect(throws: URLRefusal.self) { try ServerURL(text) } }

  @Test func resolvesWhatASessionNames() throws {
    let home = try ServerURL("https://ul-nord.example/.well-known/jmap")
    #expect(try home.resolving("/jmap/").text == "https://ul-nord.example/jmap/")
    #expect(try home.resolving("https://ul-nord.example:8443/api").port == 8443)
    #expect(try home.resolving("api").text == "https://ul-nord.example/.well-known/api")
    #expect(throws: URLRefusal.self) { try home.resolving("http://ul-nord.example/") }
  }

  @Test func readsWhatAPersonTypes() throws {
    #expect(try ServerAddress("ul-nord.example").start.text == "https://ul-nord.example/.well-known/jmap")
    #expect(try ServerAddress(" http://127.0.0.1:8080/ ").start.text == "http://127.0.0.1:8080/.well-known/jmap")
    #expect(
      try ServerAddress("https://ul-nord.example/jmap/session").start.text == "https://ul-nord.example/jmap/session")
    #expect(try ServerAddress("localhost:8443").start.port == 8443)
    #expect(throws: URLRefusal.plainHTTP(host: "ul-nord.example")) { try ServerAddress("http://ul-nord.example") }
  }

  @Test func credentialsNeverPrint() {
    for credential in [Credential.basic(name: "anna", password: "geheim"), .bearer("geheim")] {
      var dumped = ""
      dump(credential, to: &dumped)
      #expect(!"\(credential) \(String(reflecting: credential)) \(dumped)".contains("geheim"))
    }
  }

  @Test func numbersNames() {
    #expect(FileName.numbered("/a.b/tract.pdf", 1) == "/a.b/tract.pdf")
    #expect(FileName.numbered("/a.b/tract.pdf", 2) == "/a.b/tract (2).pdf")
    #expect(FileName.numbered("/a.b/tract", 3) == "/a.b/tract (3)")
    #expect(FileName.numbered("/a/.hidden", 2) == "/a/.hidden (2)")
  }
}
