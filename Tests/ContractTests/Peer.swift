import Conformance
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
  /// The account to look at; nil: there is but one.
  var account: String? { get }
  /// Who may do everything, and another member.
  var members: (administrator: String, other: String) { get }
}

extension Peer {
  var account: String? { nil }
  var members: (administrator: String, other: String) { ("anna", "bert") }

  func visitor(_ handle: String) throws -> Examinee.Visitor {
    Examinee.Visitor(login: try login(handle), transport: try transport(handle))
  }
}

enum PeerKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case inProcess = "ter1-server in this process"
  case binary = "ter1-server over loopback"
  case nginx = "ter1-server behind nginx, over HTTPS"
  case cyrus36 = "Cyrus 3.6"
  case cyrus310 = "Cyrus 3.10"

  var testDescription: String { rawValue }

  /// Those that can run here.
  static var present: [PeerKind] {
    allCases.filter { kind in
      switch kind {
      case .inProcess: true
      case .binary: ServerBinary.isThere
      case .nginx: ServerBinary.isThere && NginxServer.isPresent
      case .cyrus36: CyrusServer.Version.debian.isPresent
      case .cyrus310: CyrusServer.Version.backport.isPresent
      }
    }
  }

  /// Those that speak docs/protocol.md's own types.
  static var own: [PeerKind] { [.inProcess, .binary].filter(present.contains) }

  func make() throws -> any Peer {
    switch self {
    case .inProcess: try InProcessPeer()
    case .binary: BinaryPeer(server: try ServerBinary(binary: try #require(ServerBinary.path)))
    case .nginx: try NginxPeer()
    case .cyrus36: CyrusPeer(cooperative: try CyrusServer.shared(.debian).newCooperative())
    case .cyrus310: CyrusPeer(cooperative: try CyrusServer.shared(.backport).newCooperative())
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

struct NginxPeer: Peer {
  private let server: ServerBinary
  private let nginx: NginxServer

  init() throws {
    server = try ServerBinary(binary: try #require(ServerBinary.path), ["--behind-proxy"])
    nginx = try NginxServer(before: server.url)
  }

  func transport(_ handle: String) throws -> any Transport {
    CurlTransport(BinaryPeer.engine, options: ConnectionOptions(caFile: nginx.caFile))
  }

  func login(_ handle: String) throws -> LoginConfiguration {
    LoginConfiguration(
      name: handle, sessionURL: try ServerURL(nginx.url + "/.well-known/jmap"),
      credential: .basic(name: handle, password: "camarade ensemble"), pollSeconds: 3_600, pingSeconds: 15)
  }
}

struct CyrusPeer: Peer {
  let cooperative: CyrusServer.Cooperative
  var account: String? { cooperative.account }
  /// The account's owner may remove what he wrote; its members may not.
  var members: (administrator: String, other: String) { ("coop", "anna") }

  func transport(_ handle: String) throws -> any Transport { CurlTransport(BinaryPeer.engine) }

  func login(_ handle: String) throws -> LoginConfiguration {
    LoginConfiguration(
      name: handle, sessionURL: try ServerURL(cooperative.server.url).resolving("/jmap/"),
      credential: .basic(name: cooperative.name(handle), password: cooperative.password(handle)))
  }
}
