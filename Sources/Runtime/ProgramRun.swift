import Glibc
import Settings

/// A program run to its end, away from the keys: what it was given and what it printed. No shell is involved.
struct ProgramRun {
  enum Failure: Error {
    case notStarted(SpawnError)
    /// It ran longer than it may, and was ended.
    case tooSlow
  }

  let arguments: [String]
  /// What it reads: no more than the system takes at once, so that neither side waits for the other.
  var input: [UInt8] = []
  var readsErrors = false
  /// More of its output is not read, in bytes.
  var limit = 1 << 20
  var seconds = 20

  static let longestInput = 48_000

  /// Whether a program of this name is on the PATH.
  static func isInstalled(_ name: String, _ environment: [String: String]) -> Bool {
    (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
      .contains { access("\($0)/\(name)", X_OK) == 0 }
  }

  func run() throws(Failure) -> (status: Int32, output: [UInt8]) {
    guard let input = Self.pair(), let output = Self.pair() else { throw .notStarted(SpawnError(errno: errno)) }
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { for end in [input.ours, output.ours, nowhere] { close(end) } }
    let child: ChildProcess
    do throws(SpawnError) {
      defer { for end in [input.theirs, output.theirs] { close(end) } }
      let errors = readsErrors ? output.theirs : nowhere
      child = try ChildProcess(arguments, redirecting: [0: input.theirs, 1: output.theirs, 2: errors])
    } catch {
      throw .notStarted(error)
    }
    give(input.ours)
    guard let printed = receive(output.ours) else {
      child.send(SIGKILL)
      _ = child.wait()
      throw .tooSlow
    }
    return (child.wait(), printed)
  }

  private static func pair() -> (ours: Int32, theirs: Int32)? {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    return socketpair(AF_UNIX, kind, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
  }

  /// One that reads nothing is no reason to fail: what it prints tells.
  private func give(_ end: Int32) {
    var rest = input.prefix(Self.longestInput)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(end, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    shutdown(end, Int32(SHUT_WR))
  }

  /// nil: it took too long.
  private func receive(_ end: Int32) -> [UInt8]? {
    var (printed, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 16_384))
    var left = seconds * 10
    while left > 0 {
      var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 100) > 0 else {
        left -= 1
        continue
      }
      let count = read(end, &buffer, buffer.count)
      guard count > 0 else { return printed }
      if printed.count < limit { printed += buffer[..<count] }
    }
    return nil
  }
}
