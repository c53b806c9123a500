import ClientCore
import Foundation
import JSON
import Sync
import TestSupport
import Testing

/// Proxies that work, refuse, are down, or are none; the server is named `coop.test`, which only the proxy knows.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: Scripts.hasPython, "Python is not installed"))
struct ProxyTests {
  static let network = CurlEngine()
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// What a sync over a proxy comes to.
  func sync(_ proxy: String, caFile: String? = nil) async throws -> SyncError? {
    let options = ConnectionOptions(caFile: caFile, proxy: proxy, connectSeconds: 10)
    let login = LoginConfiguration(
      name: "ul", sessionURL: try ServerURL("https://coop.test/.well-known/jmap"),
      credential: .basic(name: "anna", password: RealServer.password))
    let cache = try Cache(path: folder.file("cache\(UInt32.random(in: 0 ... .max)).sqlite"))
    let engine = SyncEngine(
      login: login, cache: cache, transport: CurlTransport(CurlEngine(), options: options)
    ) { _ in }
    do throws(SyncError) {
      _ = try await engine.syncOnce()
      return nil
    } catch { return error }
  }

  /// A server, and the TLS before it: what a proxy must lead to.
  func shielded() throws -> (server: RealServer, shield: BadLink, caFile: String) {
    let server = try RealServer()
    let (certificate, key) = try server.certificate()
    let shield = try BadLink(["tls", "127.0.0.1:\(server.port)", "--cert", certificate, "--key", key])
    return (server, shield, certificate)
  }

  @Test func overSOCKSTheNameIsAskedOfTheProxyAlone() async throws {
    let (server, shield, caFile) = try shielded()
    let socks = try BadLink(["socks", "--names", "coop.test=127.0.0.1:\(shield.port)"])
    // `coop.test` has no address here: had it been asked for, there would be no connection at all.
    for scheme in ["socks5h", "socks5"] {
      #expect(try await sync("\(scheme)://127.0.0.1:\(socks.port)", caFile: caFile) == nil)
    }
    let told = try socks.told(atLeast: 2)
    #expect(told.allSatisfy { $0["asked"]?.string == "coop.test" && $0["byName"]?.bool == true })
    withExtendedLifetime(server) {}
  }

  @Test func eachLoginHasACircuitOfItsOwn() async throws {
    let (server, shield, caFile) = try shielded()
    let socks = try BadLink(["socks", "--isolate", "--names", "coop.test=127.0.0.1:\(shield.port)"])
    let engine = CurlEngine()
    for circuit in ["ul", "snes", "ul"] {
      var options = ConnectionOptions(caFile: caFile, proxy: "socks5h://127.0.0.1:\(socks.port)", connectSeconds: 10)
      options.circuit = circuit
      let request = HTTPRequest(.get, try ServerURL("https://coop.test/.well-known/jmap"))
      #expect(try await CurlTransport(engine, options: options).send(request).status == 401)
    }
    // The third may go over the first one's connection, which is the same login's.
    let users = try socks.told(atLeast: 2).map { $0["user"]?.string ?? "" }
    #expect(Set(users).count == 2 && users.allSatisfy { $0.count > 16 })
    withExtendedLifetime(server) {}
  }

  @Test func plainHTTPGoesThroughNoSOCKSProxy() async throws {
    let socks = try BadLink(["socks", "--names", "coop.test=127.0.0.1:1"])
    // The connection is cut, so the engine would have a look at what plain HTTP meets.
    #expect(try await sync("socks5h://127.0.0.1:\(socks.port)") != nil)
    #expect(try socks.told(atLeast: 1).allSatisfy { $0["port"] == 443 })
  }

  @Test func overHTTPTheNameIsInTheCONNECT() async throws {
    let (server, shield, caFile) = try shielded()
    let proxy = try BadLink(["http-proxy", "--names", "coop.test=127.0.0.1:\(shield.port)"])
    #expect(try await sync("http://127.0.0.1:\(proxy.port)", caFile: caFile) == nil)
    #expect(try proxy.told(atLeast: 1)[0]["asked"]?.string == "CONNECT coop.test:443 HTTP/1.1")
    withExtendedLifetime(server) {}
  }

  @Test func aProxyThatWantsAPasswordGetsTheOneOfTheSetting() async throws {
    let (server, shield, caFile) = try shielded()
    let proxy = try BadLink(["http-proxy", "--status", "407", "--names", "coop.test=127.0.0.1:\(shield.port)"])
    #expect(try await sync("http://127.0.0.1:\(proxy.port)", caFile: caFile) == .offline(.proxy(.needsLogin)))
    #expect(try await sync("http://anna:x@127.0.0.1:\(proxy.port)", caFile: caFile) == nil)
    withExtendedLifetime(server) {}
  }

  @Test func everyRefusalHasItsName() async throws {
    func over(_ arguments: [String]) async throws -> SyncError? {
      let proxy = try BadLink(arguments)
      let scheme = arguments[0] == "socks" ? "socks5h" : "http"
      return try await sync("\(scheme)://127.0.0.1:\(proxy.port)")
    }
    #expect(try await over(["http-proxy", "--status", "403"]) == .offline(.proxy(.refused(status: 403))))
    #expect(try await over(["http-proxy", "--status", "502"]) == .offline(.proxy(.cannotReach)))
    #expect(try await over(["http-proxy", "--page"]) == .offline(.proxy(.notAProxy)))
    #expect(try await over(["socks"]) == .offline(.proxy(.cannotReach)))
    #expect(try await over(["socks", "--reply", "2"]) == .offline(.proxy(.refused(status: nil))))
    #expect(try await sync("http://127.0.0.1:\(try freePort())") == .offline(.proxy(.unreachable)))
    #expect(try await sync("http://proxy.invalid:8080") == .offline(.proxy(.unknownName)))
  }

  @Test func whatTheEnvironmentSaysIsNeverUsedHere() async throws {
    // curl itself would; `no_proxy` even against a setting. The command line reads them, and passes what it chose.
    let socks = try BadLink(["socks"])
    setenv("no_proxy", "*", 1)
    defer { unsetenv("no_proxy") }
    #expect(try await sync("socks5h://127.0.0.1:\(socks.port)") == .offline(.proxy(.cannotReach)))
    #expect(try socks.told(atLeast: 1).count >= 1)
  }
}
