internal import Foundation
internal import Localization
internal import Settings

/// A server with the demonstration cooperative, and a `ter1` on it. This process only watches over the two: so the server ends
/// and the folder goes however the interface ends.
struct Demo {
  let server: String
  let folder: String
  /// Whether everything goes over a bad link.
  let isSlow: Bool
  /// By lines instead of screens.
  let isLinear: Bool
  private var serving: ChildProcess?

  enum End {
    case left(Int32)
    case failed(Failure)
    case signal(Int32)
  }

  private enum Stop: Error {
    case failure(Failure)
    case signal(Int32)
  }

  static let user = "camille"
  private static let watched = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  init(server: String, folder: String, isSlow: Bool, isLinear: Bool) {
    (self.server, self.folder, self.isSlow, self.isLinear) = (server, folder, isSlow, isLinear)
  }

  /// `ter1-server`, beside this program or on the path.
  static func findServer(_ given: String?) throws(Failure) -> String {
    let own = URL(filePath: Errands.own)
    let folders = (Speech.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let candidates =
      given.map { [$0] } ?? ([own.deletingLastPathComponent().path] + folders).map { $0 + "/ter1-server" }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      throw Failure(
        .notFound, tr("ter1-server is not there."), remedy: tr("Build it: swift build --product ter1-server"))
    }
    return found
  }

  mutating func run() -> End {
    Self.block()
    do throws(Stop) {
      try prepare()
      let url = try serve()
      try addAccount(isSlow ? slowed(url) : url)
      return try show(while: url)
    } catch {
      switch error {
      case .failure(let failure): return .failed(failure)
      case .signal(let signal): return .signal(signal)
      }
    }
  }

  /// What it served is about to be removed: nothing has to be put in order.
  func stop() {
    guard let serving else { return }
    serving.send(SIGKILL)
    _ = serving.wait()
  }
}

// MARK: - The steps

extension Demo {
  private var coop: String { folder + "/server" }
  private var home: String { folder + "/home" }
  /// What quiet steps said: shown when one of them fails.
  private var log: String { folder + "/log" }
  private var own: String { Errands.own }

  private func prepare() throws(Stop) {
    Desk.output.note(tr("Making the demonstration cooperative…"))
    try check(
      start([server, "demo", "--data", coop], isQuiet: true), tr("The demonstration cooperative could not be made."))
  }

  private mutating func serve() throws(Stop) -> String {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .failure(Failure(.internal, String(cString: strerror(errno)))) }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    defer { close(ends[0]) }
    let child = try start([server, "serve", "--data", coop, "--listen", "127.0.0.1:0"], output: ends[1])
    close(ends[1])
    serving = child
    let line = Self.firstLine(of: ends[0])
    guard let address = line.split(separator: " ").last, address.hasPrefix("http://") else {
      throw .failure(
        Failure(.internal, tr("The server did not start."), remedy: tr("Try it alone: ter1-server serve --help")))
    }
    return String(address)
  }

  /// The address of the same server behind a bad link.
  private func slowed(_ url: String) throws(Stop) -> String {
    guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw .failure(Failure(.internal, tr("The server did not start.")))
    }
    let (kilobits, milliseconds) = (Int(SlowLink.rate / 1_000), Int(SlowLink.roundTrip * 1_000))
    Desk.output.note(tr("Joining it over a link of %1 kbit/s and %2 ms, with losses and cuts…", kilobits, milliseconds))
    do throws(SlowLink.Refused) { return "http://127.0.0.1:\(try SlowLink(to: port).port)" } catch {
      throw .failure(Failure(.internal, error.reason))
    }
  }

  private func addAccount(_ url: String) throws(Stop) {
    try add(Self.user, url, home)
    // On a bad link it comes while one reads, as it would from far away.
    if !isSlow { try check(start([own, "sync", "--quiet"]), tr("The demonstration could not be fetched.")) }
  }

  private func add(_ user: String, _ url: String, _ home: String) throws(Stop) {
    let file = try write("\(user)-demo\n", "password")
    let add = ["account", "add", url, "--name", "demo", "--user", user, "--password-file", file]
    try check(start([own] + add, home: home, isQuiet: true), tr("The demonstration's account could not be added."))
  }

  /// - Returns: where the file is.
  private func write(_ text: String, _ name: String) throws(Stop) -> String {
    let file = folder + "/" + name
    guard
      FileManager.default.createFile(
        atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw .failure(Failure(.cannotCreate, tr("%1 cannot be written.", file))) }
    return file
  }

  /// The interface; meanwhile, so that it need not be waited for, the colleague's stick is made at the server itself.
  private func show(while url: String) throws(Stop) -> End {
    let interface = try start([own] + (isLinear ? ["--linear"] : []), isInterface: true)
    var trouble: Failure?
    do throws(Stop) { try makeStick(url) } catch {
      guard case .failure(let failure) = error else {
        interface.send(SIGTERM)
        _ = interface.wait()
        throw error
      }
      trouble = failure
    }
    let status = try finish(interface)
    // It would stand within the screen before.
    return trouble.map { .failed($0) } ?? .left(status)
  }

  /// A colleague without a network has given her stick: a bundle, made by her own program, that waits to be handed in. It lies where files come.
  private func makeStick(_ url: String) throws(Stop) {
    let (what, home) = (tr("The colleague's stick could not be made."), folder + "/colleague")
    let downloads: String
    do {
      downloads = try Folders(environment: ["TER1_HOME": self.home]).downloads
      try FileManager.default.createDirectory(atPath: downloads, withIntermediateDirectories: true)
    } catch { throw .failure(Failure(.cannotCreate, what, remedy: error.localizedDescription)) }
    try add(Self.colleague, url, home)
    try check(start([own, "sync", "--quiet"], home: home, isQuiet: true), what)
    let text = try write(tr("The hall has no network: Camille carries this to the server on a stick."), "text")
    let post = ["post", "forum", Self.board, "--subject", tr("Written in the hall, carried on a stick"), "--queue"]
    try check(start([own] + post, home: home, input: text, isQuiet: true), what)
    try check(
      start([own, "bundle", "export", downloads + "/\(Self.colleague).ter1"], home: home, isQuiet: true), what)
  }

  private static let colleague = "nadia"
  private static let board = "Vie syndicale"

  private func check(_ child: ChildProcess, _ what: String) throws(Stop) {
    let status = try finish(child)
    if status == 128 + SIGINT { throw .signal(SIGINT) }
    guard status == 0 else {
      let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      throw .failure(Failure(.internal, what, remedy: said))
    }
  }

  private static func firstLine(of file: Int32) -> String {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < 1_024, read(file, &byte, 1) == 1, byte != 0x0A { line.append(byte) }
    return String(decoding: line, as: UTF8.self)
  }
}

// MARK: - Processes

extension Demo {
  private func start(
    _ arguments: [String], home: String? = nil, input: String? = nil, isQuiet: Bool = false, isInterface: Bool = false,
    output: Int32? = nil
  ) throws(Stop) -> ChildProcess {
    var environment = Speech.environment
    environment["TER1_HOME"] = home ?? self.home
    for name in ["http_proxy", "HTTP_PROXY"] { environment[name] = nil }
    let null = open(input ?? "/dev/null", (input == nil ? O_RDWR : O_RDONLY) | O_CLOEXEC)
    defer { close(null) }
    var redirecting: [Int32: Int32] = isInterface ? [:] : [0: null]
    let log = isQuiet ? open(self.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) : -1
    defer { if log >= 0 { close(log) } }
    if log >= 0 { (redirecting[1], redirecting[2]) = (log, log) }
    if let output { redirecting[1] = output }
    do throws(SpawnError) {
      return try ChildProcess(
        Self.tied + arguments, environment: environment, redirecting: redirecting)
    } catch {
      throw .failure(Failure(.internal, tr("%1 cannot be started: %2.", arguments[0], error.reason)))
    }
  }

  /// Ends a child with this process, even when this one is killed outright; part of Debian's util-linux.
  private static let tied =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
    ? ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--"] : []

  /// Waits for a child's end, or for a signal to us, which the child is then given too.
  private func finish(_ child: ChildProcess) throws(Stop) -> Int32 {
    var signals = Self.set(Self.watched + [SIGCHLD])
    while true {
      if let status = child.poll() { return status }
      var signal: Int32 = 0
      sigwait(&signals, &signal)
      guard Self.watched.contains(signal) else { continue }
      // Ctrl-C in an editor the interface opened is the editor's; the interface itself reads it as a key.
      if signal == SIGINT || signal == SIGQUIT, child.poll() == nil, isatty(0) == 1 { continue }
      child.send(SIGTERM)
      _ = child.wait()
      throw .signal(signal)
    }
  }

  private static func set(_ signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }

  private static func block() {
    var signals = set(watched + [SIGCHLD])
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  static func unblock() {
    var signals = set(watched + [SIGCHLD])
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
