import Foundation
import Glibc
import JSON
import Testing
import Wire

/// Debian's nginx with docs/deploy/nginx.conf in front, over HTTPS and HTTP/2, as an ordinary process.
struct NginxTests {
  static let isThere = {
    let isThere = FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx")
    if !isThere { print("SKIPPED: nginx is not installed (apt install nginx-light)") }
    return isThere
  }()

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try #require(bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0)
      }
      return Int(UInt16(bigEndian: pointer.pointee.sin_port))
    }
  }

  /// A certificate for localhost, signed by an authority of its own.
  private func certificates(in folder: TemporaryFolder) throws {
    func openssl(_ arguments: [String]) throws {
      let result = try Program("/usr/bin/openssl", arguments)
      try #require(result.status == 0, "\(result.errors)")
    }
    let here = folder.path
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    try openssl(
      ["req", "-x509", "-days", "2", "-subj", "/CN=test", "-keyout", here + "/ca.key", "-out", here + "/ca.pem"] + curve
    )
    try openssl(["req", "-subj", "/CN=localhost", "-keyout", here + "/key.pem", "-out", here + "/request.pem"] + curve)
    let names = try folder.file("names", Array("subjectAltName=DNS:localhost".utf8))
    try openssl([
      "x509", "-req", "-days", "2", "-in", here + "/request.pem", "-CA", here + "/ca.pem", "-CAkey", here + "/ca.key",
      "-CAcreateserial", "-extfile", names, "-out", here + "/certificate.pem",
    ])
  }

  /// The documented site, its addresses and files replaced, within the least that nginx needs around it.
  private func configuration(_ folder: TemporaryFolder, server: String, port: Int) throws -> String {
    let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var site = try String(contentsOf: top.appendingPathComponent("docs/deploy/nginx.conf"), encoding: .utf8)
    for (documented, tested) in [
      ("127.0.0.1:8420", server.replacing("http://", with: "")), ("listen 443 ssl", "listen 127.0.0.1:\(port) ssl"),
      ("coop.example.org", "localhost"),
      ("/etc/letsencrypt/live/localhost/fullchain.pem", folder.path + "/certificate.pem"),
      ("/etc/letsencrypt/live/localhost/privkey.pem", folder.path + "/key.pem"),
    ] {
      try #require(site.contains(documented), "docs/deploy/nginx.conf lacks \(documented)")
      site = site.replacing(documented, with: tested)
    }
    site = site.split(separator: "\n").filter { !$0.contains("[::]:443") }.joined(separator: "\n")
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder.path)/\($0);" }
    return """
      daemon off; worker_processes 1; pid \(folder.path)/pid; error_log \(folder.path)/error.log;
      events { worker_connections 128; }
      http { access_log off; \(temporary.joined(separator: " "))
      \(site)
      }
      """
  }

  @Test("over HTTPS and HTTP/2 it all works as documented", .enabled(if: isThere))
  func nginx() throws {
    let server = try ServerProcess(["--behind-proxy"])
    let folder = try TemporaryFolder()
    try certificates(in: folder)
    let port = try Self.freePort()
    let site = try configuration(folder, server: server.url, port: port)
    let nginx = try Child(
      "/usr/sbin/nginx",
      ["-p", folder.path, "-e", folder.path + "/error.log", "-c", try folder.file("nginx.conf", Array(site.utf8))],
      output: "/dev/null", errors: folder.path + "/nginx")
    defer { _ = nginx.end(by: SIGTERM) }
    let trust = [
      "--cacert", folder.path + "/ca.pem", "--http2", "--retry", "20", "--retry-connrefused", "--retry-delay", "1",
    ]
    let url = "https://localhost:\(port)"
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
