import Glibc
import Testing

/// A process started without a shell, its output in files.
final class Child {
  let identifier: pid_t
  private var waited: Int32?

  init(_ path: String, _ arguments: [String], input: String = "/dev/null", output: String, errors: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let writing = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, writing, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, writing, 0o600)
    // What Swift's own threads ignore or block, a child must not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var identifier = pid_t()
    let status = posix_spawn(&identifier, path, &actions, &attributes, &words, environ)
    try #require(status == 0, "\(path): \(String(cString: strerror(status)))")
    self.identifier = identifier
  }

  deinit {
    if waited == nil {
      kill(identifier, SIGKILL)
      _ = wait()
    }
  }

  /// Waits for its end.
  /// - Returns: its exit status; nil when a signal ended it.
  func wait() -> Int32? {
    var status: Int32 = 0
    if let waited {
      status = waited
    } else {
      while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
      waited = status
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }

  var isRunning: Bool {
    guard waited == nil else { return false }
    var status: Int32 = 0
    guard waitpid(identifier, &status, WNOHANG) == identifier else { return true }
    waited = status
    return false
  }

  func end(by signal: Int32) -> Int32? {
    kill(identifier, signal)
    return wait()
  }
}
