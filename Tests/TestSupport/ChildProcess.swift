public import Glibc
import Synchronization

/// A program that runs beside a test, and ends with it.
public final class ChildProcess: Sendable {
  public struct NotStarted: Error {
    public let program: String
    public let code: Int32
  }
  public let pid: pid_t
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - arguments: the first is the program's path.
  ///   - input: a file that is its standard input; nil: an empty one.
  ///   - output: a file that gets its standard output and error; nil: thrown away.
  public init(_ arguments: [String], environment: [String: String]? = nil, output: String? = nil, input: String? = nil)
    throws
  {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of Swift's pool block signals, and a child would inherit that: it could not be ended.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let variables = environment.map { $0.map { strdup("\($0.key)=\($0.value)") } + [nil] }
    var words = arguments.map { strdup($0) } + [nil]
    defer {
      for word in words { free(word) }
      for variable in variables ?? [] { free(variable) }
    }
    var pid = pid_t()
    let code: Int32
    if var variables {
      code = posix_spawn(&pid, arguments[0], &actions, &attributes, &words, &variables)
    } else {
      code = posix_spawn(&pid, arguments[0], &actions, &attributes, &words, environ)
    }
    guard code == 0 else { throw NotStarted(program: arguments[0], code: code) }
    self.pid = pid
  }

  deinit { end(SIGKILL) }

  /// Waits for its end.
  /// - Returns: the exit status; 128 and the signal's number when one ended it.
  @discardableResult public func wait() -> Int32 {
    status.withLock { ended in
      if let ended { return ended }
      var status: Int32 = 0
      guard waitpid(pid, &status, 0) == pid else { return -1 }
      ended = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
      return ended ?? -1
    }
  }

  @discardableResult public func end(_ signal: Int32 = SIGTERM) -> Int32 {
    // Until it was waited for, the number is ours.
    status.withLock { if $0 == nil { kill(pid, signal) } }
    return wait()
  }
}
