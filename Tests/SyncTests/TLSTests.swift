import Foundation
import Glibc
import TestSupport
import Testing

@testable import Sync

/// Certificates that a client must not believe, shown by `openssl s_server`.
@Suite(
  .ownThreads, .timeLimit(.minutes(10)),
  .enabled(if: Needed.brought(openssl != nil, "no openssl (Tools/packages test)")))
struct TLSTests {
  static let engine = CurlEngine()
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes a certificate that signs itself, and shows it.
  func serve(name: String, days: Int = 1, options: [String] = []) async throws -> (process: ChildProcess, port: Int) {
    let port = try freePort()
    let make =
      [
        openssl ?? "", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
        "/CN=\(name)",
      ]
      + ["-addext", "subjectAltName=\(name == "127.0.0.1" ? "IP" : "DNS"):\(name)", "-days", "1"]
      + ["-keyout", folder.file("key.pem"), "-out", folder.file("cert.pem")]
    #expect(try ChildProcess(make, output: folder.file("log")).wait() == 0)
    if days != 1 {
      let again = [openssl ?? "", "x509", "-in", folder.file("cert.pem"), "-signkey", folder.file("key.pem")]
      #expect(
        try ChildProcess(again + ["-days", String(days), "-out", folder.file("cert.pem")], output: folder.file("log"))
          .wait() == 0)
    }
    let server = try ChildProcess(
      [openssl ?? "", "s_server", "-accept", "127.0.0.1:\(port)", "-www", "-quiet"]
        + ["-cert", folder.file("cert.pem"), "-key", folder.file("key.pem")] + options)
    for _ in 0..<3_000 where !isListening(port) { try await Task.sleep(for: .milliseconds(10)) }
    return (server, port)
  }

  func answer(
    _ port: Int, caFile: String?, pin: String? = nil, isAlone: Bool = false,
    client: (certificate: String, key: String)? = nil
  ) async -> Result<Int, TransportError> {
    var options = ConnectionOptions(caFile: caFile)
    (options.pin, options.trustsPinAlone) = (pin, isAlone)
    (options.clientCertificate, options.clientKey) = (client?.certificate, client?.key)
    let transport = CurlTransport(Self.engine, options: options)
    do {
      let request = HTTPRequest(.get, try ServerURL("https://127.0.0.1:\(port)/"), credential: .bearer("geheim"))
      return .success(try await transport.send(request).status)
    } catch let error as TransportError { return .failure(error) } catch {
      return .failure(.notPossible(detail: "\(error)"))
    }
  }

  @Test func believesTheAuthorityOfTheSetting() async throws {
    let server = try await serve(name: "127.0.0.1")
    #expect(await answer(server.port, caFile: folder.file("cert.pem")) == .success(200))
    server.process.end()
  }

  @Test func aPinnedKeyAloneIsBelievedWhoeverVouchesForAnother() async throws {
    let first = try await serve(name: "127.0.0.1")
    let caFile = folder.file("cert.pem")
    let look = CurlTransport(Self.engine, options: ConnectionOptions(caFile: caFile))
    let pin = try #require(look.inspectTLS(of: try ServerURL("https://127.0.0.1:\(first.port)/"))?.publicKey)
    #expect(try PublicKey.isPin(pin) && pin == openSSLPin())
    #expect(await answer(first.port, caFile: caFile, pin: pin) == .success(200))
    #expect(await answer(first.port, caFile: nil, pin: pin) != .success(200), "a pin vouches for nobody")
    first.process.end()
    let second = try await serve(name: "127.0.0.1")
    #expect(await answer(second.port, caFile: caFile) == .success(200))
    #expect(await answer(second.port, caFile: caFile, pin: pin) == .failure(.tls(.otherKey)))
    second.process.end()
  }

  @Test func aPinThatIsToBeEnoughNeedsNobodyWhoVouches() async throws {
    let first = try await serve(name: "elsewhere.example", days: -1)
    let look = CurlTransport(Self.engine)
    let pin = try #require(look.shownKey(of: try ServerURL("https://127.0.0.1:\(first.port)/")))
    #expect(try pin == openSSLPin())
    #expect(await answer(first.port, caFile: nil, pin: pin, isAlone: true) == .success(200))
    #expect(await answer(first.port, caFile: nil, pin: pin) != .success(200))
    #expect(await answer(first.port, caFile: nil, isAlone: true) != .success(200), "no pin, no trust")
    first.process.end()
    let second = try await serve(name: "127.0.0.1")
    let caFile = folder.file("cert.pem")
    #expect(await answer(second.port, caFile: caFile, pin: pin, isAlone: true) == .failure(.tls(.otherKey)))
    for broken in ["", "sha256//", "sha256//AAAA", folder.file("missing.pem")] {
      #expect(await answer(second.port, caFile: caFile, pin: broken, isAlone: true) != .success(200), "\(broken)")
    }
    second.process.end()
  }

  @Test func aServerThatAsksForAClientsCertificateGetsTheOneOfTheSetting() async throws {
    // The server's own certificate is the authority, and serves for the client as well.
    let server = try await serve(
      name: "127.0.0.1", options: ["-Verify", "1", "-verify_return_error", "-CAfile", folder.file("cert.pem")])
    let caFile = folder.file("cert.pem")
    #expect(await answer(server.port, caFile: caFile) != .success(200))
    let client = (certificate: caFile, key: folder.file("key.pem"))
    #expect(await answer(server.port, caFile: caFile, client: client) == .success(200))
    #expect(await answer(server.port, caFile: caFile, client: (caFile, folder.file("missing.pem"))) != .success(200))
    server.process.end()
  }

  /// The key of `cert.pem` as OpenSSL digests it.
  private func openSSLPin() throws -> String {
    let (key, der, digest) = (folder.file("pub.pem"), folder.file("pub.der"), folder.file("digest"))
    let steps = [
      ["x509", "-in", folder.file("cert.pem"), "-pubkey", "-noout", "-out", key],
      ["pkey", "-pubin", "-in", key, "-outform", "DER", "-out", der],
      ["dgst", "-sha256", "-binary", "-out", digest, der],
    ]
    for step in steps { #expect(try ChildProcess([openssl ?? ""] + step, output: folder.file("log")).wait() == 0) }
    return "sha256//" + (try Data(contentsOf: URL(filePath: digest))).base64EncodedString()
  }

  @Test(arguments: ["sha256//", "sha256//AAAA", "md5//x", "", "sha256//" + String(repeating: "A", count: 43)])
  func whatIsNoPin(text: String) { #expect(!PublicKey.isPin(text)) }

  @Test func refusesACertificateForAnotherName() async throws {
    let server = try await serve(name: "elsewhere.example")
    #expect(await answer(server.port, caFile: folder.file("cert.pem")) == .failure(.tls(.wrongName(host: "127.0.0.1"))))
    server.process.end()
  }

  @Test func refusesACertificateThatNobodyVouchesFor() async throws {
    let server = try await serve(name: "127.0.0.1")
    guard case .failure(.tls(.untrusted)) = await answer(server.port, caFile: nil) else {
      Issue.record("an unknown authority was believed")
      return
    }
    #expect(await answer(server.port, caFile: folder.file("missing.pem")) == .failure(.tls(.caFile)))
    server.process.end()
  }

  @Test func refusesOldTLS() async throws {
    let server = try await serve(
      name: "127.0.0.1", options: ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
    guard case .failure(.tls(.handshake)) = await answer(server.port, caFile: folder.file("cert.pem")) else {
      Issue.record("TLS 1.1 was spoken")
      return
    }
    server.process.end()
  }

  @Test func refusesAnExpiredCertificate() async throws {
    let server = try await serve(name: "127.0.0.1", days: -1)
    #expect(await answer(server.port, caFile: folder.file("cert.pem")) == .failure(.tls(.expired)))
    server.process.end()
  }

  @Test func refusesWhatIsNoTLS() async throws {
    let plain = try LyingServer { peer, _ in
      peer.answer("400 Bad Request", "")
    }
    guard case .failure(.tls(.handshake)) = await answer(Int(plain.port), caFile: nil) else {
      Issue.record("plain text was taken for TLS")
      return
    }
  }
}

private let programs: [String] = ["/usr/bin/openssl", "/usr/local/bin/openssl"]
private let openssl: String? = programs.first { access($0, X_OK) == 0 }
