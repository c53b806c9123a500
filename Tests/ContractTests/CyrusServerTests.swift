import ClientCore
import Foundation
import Glibc
import JSON
import Sync
import TestSupport
import Testing
import Wire

/// The harness itself: it starts for whoever runs it, and leaves nothing.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct CyrusServerTests {
  @Test(arguments: CyrusServer.Version.present, CyrusServer.Owner.allCases)
  func itServesItsMembers(_ version: CyrusServer.Version, _ owner: CyrusServer.Owner) async throws {
    let server = try CyrusServer(version, owner: owner)
    let added = try server.newCooperative()
    for cooperative in [server.cooperative, added] {
      for (handle, sees) in [("anna", true), ("bert", true), ("carl", false)] {
        let session = try await session(cooperative, handle)
        #expect(session.username == cooperative.name(handle))
        #expect((session.accounts[cooperative.account] != nil) == sees)
        #expect(session.accounts.count == (sees ? 2 : 1))
      }
    }
  }

  @Test(arguments: CyrusServer.Version.present, CyrusServer.Owner.allCases)
  func itLeavesNothing(_ version: CyrusServer.Version, _ owner: CyrusServer.Owner) async throws {
    let (port, folder): (Int, String)
    do {
      let server = try CyrusServer(version, owner: owner)
      (port, folder) = (server.imapPort, server.folder)
      #expect(isListening(port))
    }
    #expect(!isListening(port))
    for _ in 0..<200 where FileManager.default.fileExists(atPath: folder) {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  private func session(_ cooperative: CyrusServer.Cooperative, _ handle: String) async throws -> Session {
    let credential = Credential.basic(name: cooperative.name(handle), password: cooperative.password(handle))
    let found = try await discover(
      try ServerAddress(cooperative.server.url), credential: credential, device: nil,
      over: CurlTransport(BinaryPeer.engine))
    return found.session
  }
}
