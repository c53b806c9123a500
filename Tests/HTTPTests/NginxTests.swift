import JSON
import TestSupport
import Testing
import Wire

/// The documented proxy in front of the server.
@Suite(.ownThreads) struct NginxTests {
  @Test("over HTTPS and HTTP/2 it all works as documented", .enabled(if: NginxServer.isPresent))
  func nginx() throws {
    let server = try ServerProcess(["--behind-proxy"])
    let nginx = try NginxServer(before: server.url)
    let (url, trust) = (nginx.url, ["--cacert", nginx.caFile, "--http2"])
    let answer = try server.curl(url + "/.well-known/jmap", trust + ["--compressed"])
    let session = try Session(answer.json)
    #expect(session.apiUrl == url + "/jmap/api" && answer.headers["content-encoding"] == "br")
    let version = try Program(
      "/usr/bin/curl",
      ["-s", "-o", "/dev/null", "-w", "%{http_version}", "-u", "bert:correct horse", url + "/.well-known/jmap"] + trust)
    #expect(version.text == "2")
    try exchange(server, url, trust)
  }

  private func exchange(_ server: ServerProcess, _ url: String, _ trust: [String]) throws {
    let account = try server.account
    let bytes = [UInt8](repeating: 7, count: 3_000_000)
    let upload = try server.curl("\(url)/jmap/upload/\(account)", trust, input: bytes)
    let blob = try #require(try upload.json["blobId"]?.string)
    let part = try server.curl("\(url)/jmap/download/\(account)/\(blob)/x", trust + ["-r", "5-9"])
    #expect(part.status == 206 && part.body == [7, 7, 7, 7, 7])
    let events = try server.curl("\(url)/jmap/events?types=*&closeafter=state&ping=0", trust)
    #expect(String(decoding: events.body, as: UTF8.self).contains("event: state"))
  }
}
