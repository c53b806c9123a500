import Glibc
import JSON

/// Who did what kind of thing, without what it was about: a line of JSON each in the file `audit.log` of the cooperative's folder.
///
/// An address is named by a digest under a key that dies with the process: lines of one run can be told to be of one address, and a
/// file that falls into somebody's hands names none.
public final class Audit: Sendable {
  /// What a line tells.
  public enum Event: Sendable, Hashable {
    /// A password was right; it is not told again while it is remembered.
    case login(handle: String, address: String)
    /// A password or a token was wrong. The name is one that somebody wrote: kept only when it is a member's.
    case refused(handle: String?, address: String)
    /// What an administrator did on the machine itself, or a member to his own devices.
    case act(String, about: String)
  }

  private struct State: Sendable {
    var counts: [String: [String: Int64]] = [:]
    var countedSince: Int64 = 0
    var isBroken = false
  }

  private let path: String
  private let key = Secrets.random(32)
  private let state = Locked(State())
  /// At this size the file becomes `audit.log.1`, which replaces the one before: bytes.
  static let largestFile = 8 << 20
  /// Counts of methods are written so often: seconds.
  private static let countingPeriod: Int64 = 3600

  init(directory: String) { path = directory + "/audit.log" }

  public func note(_ event: Event) { write(json(event)) }

  /// Counts a method that a member called, or a limit that he met; counts are written each hour, and by `writeCounts`.
  /// - Parameter handle: nil: somebody who is no member.
  public func count(_ method: String, by handle: String?) {
    let now = UTCDate.now.milliseconds / 1000
    let isDue = state.withLock { state in
      if state.countedSince == 0 { state.countedSince = now }
      state.counts[handle ?? "", default: [:]][method, default: 0] += 1
      return now - state.countedSince >= Self.countingPeriod
    }
    if isDue { writeCounts() }
  }

  public func writeCounts() {
    let counts = state.withLock { state in
      defer { (state.counts, state.countedSince) = ([:], 0) }
      return state.counts
    }
    for (handle, methods) in counts.sorted(by: { $0.key < $1.key }) {
      let counts = JSONValue.object(methods.mapValues(JSONValue.int))
      write(["event": "methods", "who": name(handle.isEmpty ? nil : handle), "counts": counts])
    }
  }

  // MARK: Lines

  private func json(_ event: Event) -> JSONObject {
    switch event {
    case .login(let handle, let address): ["event": "login", "who": .string(handle), "from": mark(address)]
    case .refused(let handle, let address): ["event": "refused", "who": name(handle), "from": mark(address)]
    case .act(let act, let about): ["event": "act", "act": .string(act), "about": .string(about)]
    }
  }

  private func name(_ handle: String?) -> JSONValue { handle.map { .string($0) } ?? .null }
  private func mark(_ address: String) -> JSONValue {
    .string(Secrets.text(Secrets.digest(Array(address.utf8), key: key, size: 16)).prefix(8).description)
  }

  private func write(_ members: JSONObject) {
    var members = members
    members["at"] = .string(UTCDate.now.text)
    let line = JSONValue.object(members).bytes + [0x0A]
    let failure = append(line)
    let isNew = state.withLock { state in
      defer { state.isBroken = failure != nil }
      return failure != nil && !state.isBroken
    }
    // What is served does not depend on it: told once, and tried again with the next line.
    if isNew { Failure.tell("ter1-server: \(path): \(String(cString: strerror(failure ?? 0)))") }
  }

  /// - Returns: the errno of what failed; nil: it is written. One write, so that lines of several processes do not mix.
  private func append(_ line: [UInt8]) -> Int32? {
    let file = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return errno }
    defer { close(file) }
    if lseek(file, 0, SEEK_END) > Self.largestFile { rename(path, path + ".1") }
    return Glibc.write(file, line, line.count) == line.count ? nil : errno
  }
}
