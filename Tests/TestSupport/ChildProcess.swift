public import Glibc
import Settings
import Synchronization
import Testing

/// A program that runs beside a test, and ends with it.
///
/// Foundation's `Process` is not used in tests: it notices an end by a socket that whatever else is started at that moment inherits, and
/// waits for ever when that is a daemon.
public final class ChildProcess: Sendable {
  public struct NotStarted: Error {
    public let program: String
    public let code: Int32
  }
  public var pid: pid_t { child.id }
  private let child: Settings.ChildProcess
  private let program: String
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - arguments: the first is the program's path.
  ///   - environment: all of it; nil: the test's own.
  ///   - redirecting: descriptors of the child, to be those of ours.
  public init(_ arguments: [String], environment: [String: String]? = nil, redirecting: [Int32: Int32]) throws {
    program = arguments.joined(separator: " ")
    do { child = try Settings.ChildProcess(arguments, environment: environment, redirecting: redirecting) } catch {
      throw NotStarted(program: arguments[0], code: error.errno)
    }
  }

  /// - Parameters:
  ///   - input: a file that is its standard input; nil: an empty one.
  ///   - output: a file that gets its standard output; nil: thrown away.
  ///   - errors: a file that gets its standard error; nil: the same as `output`.
  public convenience init(
    _ arguments: [String], environment: [String: String]? = nil, output: String? = nil, errors: String? = nil,
    input: String? = nil
  ) throws {
    let writing = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let files = [
      open(input ?? "/dev/null", O_RDONLY | O_CLOEXEC), open(output ?? "/dev/null", writing, 0o600),
      errors.map { open($0, writing, 0o600) } ?? 0,
    ]
    defer { for file in files where file > 2 { close(file) } }
    guard files.allSatisfy({ $0 >= 0 }) else { throw NotStarted(program: arguments[0], code: errno) }
    let redirecting: [Int32: Int32] = [0: files[0], 1: files[1], 2: errors == nil ? files[1] : files[2]]
    try self.init(arguments, environment: environment, redirecting: redirecting)
  }

  deinit { end(SIGKILL) }

  public var isRunning: Bool {
    status.withLock { ended in
      if ended == nil { ended = child.poll() }
      return ended == nil
    }
  }

  /// Waits for its end, for ten minutes at most: what hangs is named and ended, and does not stop all other tests.
  /// - Returns: the exit status; 128 and the signal's number when one ended it.
  @discardableResult public func wait() -> Int32 {
    for _ in 0..<60_000 {
      if !isRunning { break }
      usleep(10_000)
    }
    guard isRunning else { return status.withLock { $0 ?? -1 } }
    Issue.record("it hangs: \(program)")
    return end(SIGKILL)
  }

  @discardableResult public func end(_ signal: Int32 = SIGTERM) -> Int32 {
    // Until it was waited for, the number is ours.
    status.withLock { if $0 == nil { child.send(signal) } }
    return wait()
  }
}
