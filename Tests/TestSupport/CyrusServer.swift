import Foundation
import Glibc
import Synchronization

/// A throw-away Cyrus IMAP on loopback, which Tools/cyrus starts: the server that we did not write. It ends, and its folder goes, with the
/// value or else with this process.
public final class CyrusServer: Sendable {
  public enum Version: String, CaseIterable, Sendable, CustomStringConvertible {
    /// Debian 12's; calendars in dialect A.
    case debian = "3.6"
    /// Debian 12's backport; calendars in dialect B.
    case backport = "3.10"

    public var description: String { "Cyrus \(rawValue)" }

    /// Those that tests run on. A test that has none is skipped, and why is said; in CI none may lack.
    public static var present: [Version] { allCases.filter(\.isPresent) }

    public var isPresent: Bool { CyrusServer.mustBeThere || CyrusServer.reasons[self] == nil }
  }

  /// Whose processes they are.
  public enum Owner: Sendable, CaseIterable {
    /// Whoever runs the tests; for root the user `cyrus`, as Debian has it.
    case us
    /// Somebody without rights.
    case ordinaryUser
  }

  /// Members of one cooperative: an account that is shared with the first two of them.
  public struct Cooperative: Sendable {
    public let server: CyrusServer
    let suffix: String
    /// The shared account: mailboxes `Forum` (members may post) and `Council` (they may read), calendars `Agenda` (they may
    /// write) and `Council` (they may read).
    public var account: String { name("coop") }

    /// - Parameter handle: `anna` and `bert`, members; `carl`, who is none; `coop`, whose account it is.
    public func name(_ handle: String) -> String { handle + suffix }
    public func password(_ handle: String) -> String { "pw-" + name(handle) }
  }

  public struct NotStarted: Error, CustomStringConvertible {
    public let description: String
  }

  public let version: Version
  /// Where the session is.
  public let url: String
  /// Where IMAP is, for the administrator.
  public let imapPort: Int
  /// Where it lives; goes soon after it ended.
  public var folder: String { tool.folder }
  private let tool: CyrusTool
  private let count = Mutex(0)

  /// Takes a few seconds.
  public init(_ version: Version, owner: Owner = .us) throws {
    self.version = version
    tool = try CyrusTool(owner)
    do { url = try tool.run(["start", version.rawValue, tool.folder, "--until", String(getpid())]) } catch {
      // What did not start removes nothing.
      try? FileManager.default.removeItem(atPath: tool.folder)
      throw error
    }
    guard let port = read(tool.folder + "/imap").flatMap({ Int(String(decoding: $0.dropLast(), as: UTF8.self)) }) else {
      throw NotStarted(description: "no port in \(tool.folder)")
    }
    imapPort = port
  }

  deinit { stop() }

  /// Ends it, as a failing machine would; the folder goes soon after.
  public func stop() { _ = try? tool.run(["stop", tool.folder]) }

  /// Keeps a copy of all that it holds; it is away for a moment.
  public func backUp() throws { _ = try tool.run(["backup", tool.folder]) }

  /// Puts the copy back; it is away for a moment.
  public func restore() throws { _ = try tool.run(["restore", tool.folder]) }

  /// The one that tests of this process share: each takes a new cooperative of it.
  public static func shared(_ version: Version) throws -> CyrusServer {
    try running.withLock { running in
      if let server = running[version] { return server }
      let server = try CyrusServer(version)
      running[version] = server
      return server
    }
  }

  /// The first one, which every server starts with.
  public var cooperative: Cooperative { Cooperative(server: self, suffix: "") }

  /// A new one, that shares nothing with the others but the processes.
  public func newCooperative() throws -> Cooperative {
    let number = count.withLock { count in
      count += 1
      return count
    }
    _ = try tool.run(["cooperative", tool.folder, "t\(number)"])
    return Cooperative(server: self, suffix: "-t\(number)")
  }

  /// The password of `admin`, who may do everything by IMAP.
  public var administrator: String {
    get throws {
      guard let password = read(tool.folder + "/admin") else { throw NotStarted(description: "no administrator") }
      return String(decoding: password, as: UTF8.self)
    }
  }

  private static let running = Mutex<[Version: CyrusServer]>([:])

  /// Why a version cannot be started here.
  static let reasons: [Version: String] = {
    var reasons: [Version: String] = [:]
    for version in Version.allCases {
      do {
        let tool = try CyrusTool(.us)
        defer { rmdir(tool.folder) }
        _ = try tool.run(["have", version.rawValue])
      } catch {
        reasons[version] = "\(error)"
        print("SKIPPED: \(version): \(error)")
      }
    }
    return reasons
  }()

  private static let mustBeThere = getenv("CI").map { String(cString: $0) } == "true"
}
