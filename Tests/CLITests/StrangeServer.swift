import Foundation
import Testing

/// A TLS server on this machine with a certificate for somebody else: `openssl s_server`.
final class StrangeServer: Sendable {
  let url: String
  let certificate: String
  private let folder: TemporaryFolder
  private let process: Process

  init(certificateFor name: String) throws {
    folder = try TemporaryFolder()
    certificate = folder.path + "/certificate.pem"
    let key = folder.path + "/key.pem"
    let request = [
      "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-days", "2", "-keyout", key,
      "-out", certificate, "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)",
    ]
    let made = try Programs.run(request)
    try #require(made.status == 0, "\(made.errors)")
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var text = ""
    while text.range(of: #"ACCEPT [^\n]*:\d+\n"#, options: .regularExpression) == nil {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty, "openssl s_server ended")
      text += String(decoding: data, as: UTF8.self)
    }
    let port = try #require(text.split(separator: "\n").last { $0.contains("ACCEPT") }?.split(separator: ":").last)
    url = "https://127.0.0.1:\(port)"
  }

  deinit {
    // A child of a worker thread has all signals blocked: only this one reaches it.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
