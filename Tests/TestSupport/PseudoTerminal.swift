import Glibc

/// A program on a terminal of its own, all of whose output is kept as it was written: nothing interprets it in between.
public final class PseudoTerminal {
  public private(set) var output: [UInt8] = []
  /// Whether the program has ended, or closed its terminal.
  public private(set) var hasEnded = false
  private let master: Int32
  private var child: pid_t = 0

  public struct Failure: Error { let code: Int32 }

  /// - Parameters:
  ///   - arguments: the first is the program's path.
  ///   - environment: all of it.
  public init(_ arguments: [String], environment: [String: String], columns: Int, rows: Int) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (number, unlocked): (Int32, Int32) = (0, 0)
    guard master >= 0, ioctl(master, Self.unlock, &unlocked) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
      throw Failure(code: errno)
    }
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else { throw Failure(code: errno) }
    try start(arguments, environment, on: "/dev/pts/\(number)")
  }

  // Linux's TIOCSPTLCK and TIOCGPTN: glibc's feature macros hide the functions of POSIX.
  private static let unlock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  deinit {
    if child > 0 {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    close(master)
  }

  private func start(_ arguments: [String], _ environment: [String: String], on terminal: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Opened by the leader of a new session, it becomes the session's terminal.
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Self.newSession)
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + variables { free(word) } }
    let code = posix_spawn(&child, arguments[0], &actions, &attributes, &words, &variables)
    guard code == 0 else { throw Failure(code: code) }
  }

  /// POSIX_SPAWN_SETSID, which glibc's feature macros hide.
  private static let newSession: Int16 = 0x80

  /// Sends the program a signal, and waits for its end.
  public func end(by signal: Int32) {
    guard child > 0 else { return }
    kill(child, signal)
    waitpid(child, nil, 0)
    (child, hasEnded) = (0, true)
  }

  /// Types bytes as a keyboard sends them.
  public func type(_ keys: String) {
    var bytes = Array(keys.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Reads until nothing comes for `seconds`, or the program ends. What comes later comes with the next call.
  public func read(untilQuietFor seconds: Double) {
    while !hasEnded, readOnce(within: seconds) {}
  }

  /// Reads until the program ends.
  /// - Returns: false when it has not, after so many seconds without a byte.
  public func readToEnd(within seconds: Double) -> Bool {
    while !hasEnded, readOnce(within: seconds) {}
    return hasEnded
  }

  private func readOnce(within seconds: Double) -> Bool {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, Int32(seconds * 1_000)) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master, &buffer, buffer.count)
    if count > 0 { output += buffer[..<count] } else { hasEnded = true }
    return count > 0
  }
}
