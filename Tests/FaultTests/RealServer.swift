import Foundation
import JSON
import Sync
import Synchronization
import TestSupport
import Testing

/// `ter1-server` as it is run, with a member `anna`; behind TLS for `coop.test` where that is wanted. It may be killed and come back.
final class RealServer: Sendable {
  static let password = "camarade ensemble"
  let folder: TemporaryFolder
  let port: Int
  private let process = Box<ChildProcess?>(nil)

  init() throws {
    folder = try TemporaryFolder()
    port = try freePort()
    #expect(write(Array((Self.password + "\n").utf8), to: folder.file("password")))
    try run("init", "--name", "Union locale")
    try run("user", "add", "anna", "--admin", "--password-file", folder.file("password"))
    try start()
  }

  deinit { process.value?.end(SIGKILL) }

  var url: String { "http://127.0.0.1:\(port)" }

  func run(_ words: String...) throws {
    let log = folder.file("log")
    let arguments = [Scripts.server] + words + ["--data", folder.file("data")]
    try #require(try ChildProcess(arguments, output: log).wait() == 0, "\(words): \(Scripts.text(log))")
  }

  func start() throws {
    let output = folder.file("output")
    process.value = try ChildProcess(
      [Scripts.server, "serve", "--data", folder.file("data"), "--listen", "127.0.0.1:\(port)", "--behind-proxy"],
      output: output)
    for _ in 0..<3_000 where !isListening(port) { usleep(20_000) }
    try #require(isListening(port), "\(Scripts.text(output))")
  }

  /// As a power cut would: without a word.
  func kill() { process.value?.end(SIGKILL) }

  /// A certificate for `coop.test` that signs itself.
  func certificate(for name: String = "coop.test") throws -> (certificate: String, key: String) {
    let (certificate, key) = (folder.file(name + ".pem"), folder.file(name + ".key"))
    let arguments = [
      "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "2",
      "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", certificate,
    ]
    try #require(try ChildProcess(arguments).wait() == 0)
    return (certificate, key)
  }
}

/// A value behind a lock.
final class Box<Value: Sendable>: Sendable {
  private let lock: Mutex<Value>
  init(_ value: Value) { lock = Mutex(value) }
  var value: Value {
    get { lock.withLock { $0 } }
    set { lock.withLock { $0 = newValue } }
  }
}
