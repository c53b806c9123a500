import Foundation
import JSON
import TestSupport
import Testing

/// What is wrong with a network, in a network of its own: `netns.py` in new namespaces, the programs as they are run.
@Suite(
  .ownThreads,
  .enabled(if: Namespaces.areThere, "namespaces cannot be made here: needs unshare, ip and the right to"), .serialized)
struct NamespaceTests {
  /// One run of ter1 in it.
  struct Run {
    let status: Int
    let errors: String
  }

  func runs(_ fault: String, language: String = "en_GB.UTF-8") throws -> [String: Run] {
    let folder = try TemporaryFolder()
    let output = folder.file("output")
    let place = folder.file("place")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let process = try ChildProcess(
      Namespaces.command + [
        Scripts.python, Scripts.folder + "/netns.py", fault, "--ter1", Scripts.ter1, "--ter1-server", Scripts.server,
        "--folder",
        place, "--lang", language,
      ], output: output)
    try #require(process.wait() == 0, "\(Scripts.text(output))")
    let lines = try Scripts.lines(of: output, atLeast: 1)
    return Dictionary(
      lines.map { ($0["run"]?.string ?? "", Run(status: $0["status"]?.int ?? -1, errors: $0["errors"]?.string ?? "")) },
      uniquingKeysWith: { _, last in last })
  }

  private func expect(_ run: Run?, _ status: Int, _ words: String..., location: SourceLocation = #_sourceLocation) {
    #expect(run?.status == status, "\(run?.errors ?? "was not run")", sourceLocation: location)
    for word in words { #expect(run?.errors.contains(word) == true, "\(run?.errors ?? "")", sourceLocation: location) }
  }

  @Test func anIPv6BlackHoleIsGoneAround() throws {
    let runs = try runs("ipv6-black-hole")
    expect(runs["join"], 0)
    expect(runs["sync"], 0)
  }

  /// What was sent arrives, its answer does not: it is sent again on a new connection, and done once.
  @Test func aPeerThatVanishedFromAKeptConnectionIsLeftAndNothingIsDoubled() throws {
    let runs = try runs("vanish")
    expect(runs["join"], 0)
    expect(runs["over"], 0)
    expect(runs["after"], 0)
    expect(runs["files"], 1, "tract.txt")
  }

  @Test func aNameThatIsUnknownAndAResolverThatIsSilentAreTwoThings() throws {
    let runs = try runs("dns")
    expect(runs["before"], 0)
    expect(runs["unknown"], 69, "No machine is called coop.test", "Nothing was lost")
    expect(runs["silent"], 69, "its name service (DNS) is silent")
    expect(runs["after"], 0)
  }

  @Test func noNetworkAtAll() throws {
    let runs = try runs("no-network", language: "fr_FR.UTF-8")
    expect(runs["down"], 69, "Cette machine n’a pas de réseau.", "Connectez-la")
    expect(runs["after"], 0)
  }

  @Test func aPortalThatTakesEveryNameIsNamedWithItsPageAndNeverTrusted() throws {
    let runs = try runs("portal")
    expect(
      runs["caught"], 69, "probably the login page of this network", "http://portal.example/login", "Nothing was sent")
    expect(runs["after"], 0)
  }

  /// Every packet of the namespace is looked at.
  @Test func nothingGoesAroundAProxyAndNoNameIsAskedFor() throws {
    let runs = try runs("proxied")
    for name in ["join", "put", "get", "doctor", "after"] { expect(runs[name], 0) }
    expect(runs["certificate"], 69, "cannot prove that it is the server")
    expect(runs["down"], 69, "proxy")
    for name in ["through", "after the certificate", "while it is down", "at the end"] {
      expect(runs[name], 0)
      #expect(runs[name]?.errors == "[]", "\(name)")
    }
  }

  @Test func aWrongClockIsToldFromACertificateThatExpired() throws {
    let runs = try runs("clock")
    expect(runs["slow"], 69, "begins in the future", "clock of this machine seems to be slow")
    expect(runs["fast"], 69, "The clock of this machine is 7300 days fast")
    expect(runs["expired"], 69, "has expired")
    expect(runs["after"], 0)
  }
}

enum Namespaces {
  private static let unshare = "/usr/bin/unshare"
  private static let ip = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"].first { (path: String) in access(path, X_OK) == 0
  }
  static let command = [unshare, "-rnm"]

  static let areThere: Bool = {
    let tools = access(unshare, X_OK) == 0 ? ip : nil
    guard Needed.brought(tools != nil, "no unshare or ip (Tools/packages test)"), Scripts.hasPython else {
      return false
    }
    // In CI: the tests fail for it.
    guard let tools else { return true }
    let tried = try? ChildProcess(command + [tools, "link", "add", "v0", "type", "veth", "peer", "name", "v1"]).wait()
    return Needed.found(tried == 0, "this machine lets nobody make namespaces for networks")
  }()
}
