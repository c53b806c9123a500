import TestSupport
import Testing

/// A TLS server on this machine with a certificate for somebody else: `openssl s_server`.
final class StrangeServer: Sendable {
  let url: String
  let certificate: String
  private let folder: TemporaryFolder
  private let server: ChildProcess

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
    let output = folder.path + "/listening"
    server = try ChildProcess(
      ["/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"],
      output: output)
    let line = Programs.firstLine(of: server, in: output) { $0.contains(/ACCEPT .*:\d+$/) }
    let port = try #require(line?.split(separator: ":").last)
    url = "https://127.0.0.1:\(port)"
  }
}
