import Glibc
import Sync
import TER1Server
import TestSupport
import Testing

/// A server that the contract is tried on.
protocol Peer: Sendable {
  /// One member's way to it.
  func transport(_ handle: String) throws -> any Transport
  func login(_ handle: String) throws -> LoginConfiguration
}

enum PeerKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case inProcess = "the cooperative in this process"
  case binary = "ter1-server over loopback"

  var testDescription: String { rawValue }

  /// Those that can run here.
  static var present: [PeerKind] { allCases.filter { $0 != .binary || ServerBinary.path != nil } }

  func make() throws -> any Peer {
    switch self {
    case .inProcess: try InProcessPeer()
    case .binary: BinaryPeer(server: try ServerBinary(binary: try #require(ServerBinary.path)))
    }
  }
}

struct InProcessPeer: Peer {
  private let folder: TemporaryFolder
  private let cooperative: Cooperative

  init() throws {
    folder = try TemporaryFolder()
    try Cooperative.create(at: folder.file("data"), name: "Union locale")
    cooperative = try Cooperative(opening: folder.file("data"))
    try cooperative.importBatch { batch in
      for name in ["anna", "bert", "carl"] { _ = try batch.principal(handle: name, name: name) }
    }
    try cooperative.setAdmin("anna")
  }

  func transport(_ handle: String) throws -> any Transport {
    CooperativeTransport.make(cooperative, as: try #require(try cooperative.member(handle: handle)))
  }

  func login(_ handle: String) throws -> LoginConfiguration {
    LoginConfiguration(
      name: handle, sessionURL: try ServerURL(CooperativeTransport.origin + "/.well-known/jmap"),
      credential: .bearer("unused"), pingSeconds: nil)
  }
}

struct BinaryPeer: Peer {
  static let engine = CurlEngine()
  let server: ServerBinary

  func transport(_ handle: String) throws -> any Transport { CurlTransport(Self.engine) }

  func login(_ handle: String) throws -> LoginConfiguration {
    LoginConfiguration(
      name: handle, sessionURL: try ServerURL(server.url + "/.well-known/jmap"),
      credential: .basic(name: handle, password: "camarade ensemble"), pollSeconds: 3_600, pingSeconds: 15)
  }
}
