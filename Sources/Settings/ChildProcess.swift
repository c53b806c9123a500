public import Glibc

/// A program started with its arguments as a list: no shell ever reads them.
public struct ChildProcess: Sendable {
  public let id: pid_t

  /// - Parameters:
  ///   - arguments: the program first, found on `$PATH` when it has no slash.
  ///   - environment: nil: our own.
  ///   - redirecting: descriptors of the child, to be those of ours.
  /// - Throws: the error number.
  public init(
    _ arguments: [String], environment: [String: String]? = nil, redirecting: [Int32: Int32] = [:]
  ) throws(SpawnError) {
    guard let program = arguments.first else { throw SpawnError(errno: EINVAL) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in redirecting { posix_spawn_file_actions_adddup2(&actions, source, target) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.resetSignals(&attributes)
    var id: pid_t = 0
    let code = Self.withCStrings(arguments) { argv in
      guard let environment else { return posix_spawnp(&id, program, &actions, &attributes, argv, environ) }
      return Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) {
        posix_spawnp(&id, program, &actions, &attributes, argv, $0)
      }
    }
    guard code == 0 else { throw SpawnError(errno: code) }
    self.id = id
  }

  /// Waits for its end.
  /// - Returns: its exit status, or 128 and the signal that ended it.
  public func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return Self.exitStatus(status)
  }

  /// The same, without waiting; nil while it runs.
  public func poll() -> Int32? {
    var status: Int32 = 0
    return waitpid(id, &status, WNOHANG) == id ? Self.exitStatus(status) : nil
  }

  public func send(_ signal: Int32) { kill(id, signal) }

  private static func exitStatus(_ status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  /// A child inherits what the thread that starts it blocks (a worker thread: everything) and what this program ignores.
  private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  }

  private static func withCStrings<T>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
  ) -> T {
    let pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("an array that ends in nil is not empty") }
      return body(start)
    }
  }
}

/// Why a program could not be started.
public struct SpawnError: Error, Hashable, Sendable {
  public let errno: Int32
  public init(errno: Int32) { self.errno = errno }
  public var reason: String { Self.reason(errno) }
  /// An error number in the system's words.
  public static func reason(_ errno: Int32) -> String { PrivateFile.reason(errno) }
}
