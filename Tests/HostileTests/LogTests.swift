import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import Sync
import TestSupport
import Testing

/// What fails is told by its kind and place, never by what people wrote.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct LogTests {
  private static let secret = "camarade-secret-7351"

  /// Answers with the secret in them, broken in every way that has a name.
  private static let answers: [String] = [
    "{\"methodResponses\":[[\"Message/get\",{\"list\":[{\"id\":\"m\",\"body\":\"\(secret)\"}", "\"\(secret)\"",
    "[\"\(secret)\"]",
    "{\"methodResponses\":\"\(secret)\"}", "{\"methodResponses\":[[\"\(secret)\"]]}",
    "{\"\(secret)\":1,\"\(secret)\":2}",
    "{\"methodResponses\":[],\"sessionState\":\"s\"} \(secret)", "<html>\(secret)</html>",
    "{\"body\":\"\(secret)\\uD800\"}", "{\"body\":\"\(secret)\u{1}\"}",
  ]

  @Test(arguments: answers) func aBrokenAnswerIsNotQuoted(answer: String) async throws {
    let folder = try TemporaryFolder()
    let cache = try Cache(path: folder.file("cache.sqlite"))
    let login = LoginConfiguration(
      name: "essai", sessionURL: try ServerURL(CooperativeTransport.origin + "/.well-known/jmap"),
      credential: .basic(name: "anna", password: Self.secret))
    let session =
      #"{"accounts":{"A":{"accountCapabilities":{"urn:ter1:discussion":{}}}},"apiUrl":"/api","capabilities":{}}"#
    let transport = InProcessTransport { request in
      .success(HTTPResponse(status: 200, body: Array((request.method == .post ? answer : session).utf8)))
    }
    let engine = SyncEngine(login: login, cache: cache, transport: transport) { _ in }
    do {
      _ = try await engine.syncOnce()
      Issue.record("it was read: \(answer)")
    } catch {
      #expect(!"\(error) \(String(reflecting: error))".contains(Self.secret))
      for language in [Language.english, .french] {
        let words = FaultWords(error, server: "coop", Catalog(language)) { _ in "" }
        #expect(![words.what, words.status, words.safe, words.remedy].contains { $0?.contains(Self.secret) == true })
      }
    }
  }

  /// The server as it is run: it says where it listens, and nothing of what it is asked.
  @Test func theServerSaysNothingOfWhatItIsAsked() throws {
    let folder = try TemporaryFolder()
    let (data, log, port) = (folder.file("data"), folder.file("log"), try freePort())
    #expect(write(Array("\(Self.secret)\n".utf8), to: folder.file("password")))
    for words in [["init", "--name", "Union"], ["user", "add", "anna", "--password-file", folder.file("password")]] {
      #expect(try ChildProcess([HostileHome.server] + words + ["--data", data]).wait() == 0)
    }
    let server = try ChildProcess(
      [HostileHome.server, "serve", "--data", data, "--listen", "127.0.0.1:\(port)"], output: log)
    for _ in 0..<500 where read(log)?.isEmpty != false { usleep(20_000) }
    let url = "http://127.0.0.1:\(port)"
    for body in Self.answers + [#"{"using":["\#(Self.secret)"],"methodCalls":[["\#(Self.secret)",{},"0"]]}"#] {
      for arguments in [
        ["-u", "anna:\(Self.secret)"], ["-u", "\(Self.secret):faux"], ["-H", "Authorization: Bearer \(Self.secret)"],
      ] {
        _ = try ChildProcess(
          ["/usr/bin/curl", "-s", "-o", "/dev/null", "-d", body, "-H", "X-More: \(Self.secret)"] + arguments
            + ["\(url)/jmap/api?\(Self.secret)"]
        ).wait()
      }
    }
    server.end()
    let text = String(decoding: try #require(read(log)), as: UTF8.self)
    #expect(text.contains(url))
    #expect(!text.contains(Self.secret), "\(text)")
  }
}
