import Foundation
import Glibc

/// Debian's nginx with docs/deploy/nginx.conf in front of a server, over HTTPS and HTTP/2, as an ordinary process.
public final class NginxServer: Sendable {
  public static let program = "/usr/sbin/nginx"
  /// Whether tests that need it run: in CI they must.
  public static let isPresent: Bool = {
    let isThere = access(program, X_OK) == 0
    if !isThere { print("SKIPPED: nginx is not installed (apt install nginx-light)") }
    return isThere || ProcessInfo.processInfo.environment["CI"] == "true"
  }()

  public struct NotStarted: Error, CustomStringConvertible { public let description: String }

  private let folder: TemporaryFolder
  private let process: ChildProcess
  public let url: String
  /// The authority that vouches for its certificate.
  public var caFile: String { folder.file("ca.pem") }

  /// - Parameter server: the address of the server behind it, such as `http://127.0.0.1:8420`.
  public init(before server: String) throws {
    folder = try TemporaryFolder()
    try Self.certificates(in: folder)
    let port = try freePort()
    url = "https://localhost:\(port)"
    let site = try Self.configuration(folder, server: server, port: port)
    try site.write(toFile: folder.file("nginx.conf"), atomically: false, encoding: .utf8)
    let log = folder.file("error.log")
    process = try ChildProcess(
      [Self.program, "-p", folder.path, "-e", log, "-c", folder.file("nginx.conf")], output: folder.file("output"))
    for _ in 0..<2_400 where !isListening(port) { usleep(25_000) }
    guard isListening(port) else { throw NotStarted(description: String(decoding: read(log) ?? [], as: UTF8.self)) }
  }

  deinit { process.end() }

  /// A certificate for localhost, signed by an authority of its own.
  private static func certificates(in folder: TemporaryFolder) throws {
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    func openssl(_ arguments: [String]) throws {
      let log = folder.file("openssl")
      guard try ChildProcess(["/usr/bin/openssl"] + arguments, output: log).wait() == 0 else {
        throw NotStarted(description: String(decoding: read(log) ?? [], as: UTF8.self))
      }
    }
    func here(_ name: String) -> String { folder.file(name) }
    try openssl(
      ["req", "-x509", "-days", "2", "-subj", "/CN=test", "-keyout", here("ca.key"), "-out", here("ca.pem")] + curve)
    try openssl(["req", "-subj", "/CN=localhost", "-keyout", here("key.pem"), "-out", here("request.pem")] + curve)
    try "subjectAltName=DNS:localhost".write(toFile: here("names"), atomically: false, encoding: .utf8)
    try openssl([
      "x509", "-req", "-days", "2", "-in", here("request.pem"), "-CA", here("ca.pem"), "-CAkey", here("ca.key"),
      "-CAcreateserial", "-extfile", here("names"), "-out", here("certificate.pem"),
    ])
  }

  private static let documented =
    String(#filePath.dropLast("Tests/TestSupport/NginxServer.swift".count)) + "docs/deploy/nginx.conf"

  /// The documented site, its addresses and files replaced, within the least that nginx needs around it.
  private static func configuration(_ folder: TemporaryFolder, server: String, port: Int) throws -> String {
    var site = try String(contentsOfFile: documented, encoding: .utf8)
    for (documented, tested) in [
      ("127.0.0.1:8420", server.replacing("http://", with: "")), ("listen 443 ssl", "listen 127.0.0.1:\(port) ssl"),
      ("coop.example.org", "localhost"),
      ("/etc/letsencrypt/live/localhost/fullchain.pem", folder.file("certificate.pem")),
      ("/etc/letsencrypt/live/localhost/privkey.pem", folder.file("key.pem")),
    ] {
      guard site.contains(documented) else {
        throw NotStarted(description: "docs/deploy/nginx.conf lacks \(documented)")
      }
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
}
