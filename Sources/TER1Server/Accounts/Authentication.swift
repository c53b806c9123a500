import Dispatch
import GRDB
import Glibc

/// What a request shows to say who sends it: RFC 7617, RFC 6750.
public enum Credentials: Hashable, Sendable {
  case basic(handle: String, password: String)
  case bearer(token: String)
}

public enum AuthenticationAnswer: Hashable, Sendable {
  case member(Member)
  /// Wrong, or nobody's.
  case refused
  /// Too many failures; nothing was tried. Seconds to wait.
  case slowDown(Int64)
  /// The file could not be read.
  case unavailable
}

struct AuthenticationState: Sendable {
  /// What was verified lately, under a keyed digest of name and password.
  var verified: [[UInt8]: (hash: String, until: Int64)] = [:]
  let key = Secrets.random(32)
  var throttle = Throttle()
  static let keptFor: Int64 = 300
  static let mostVerified = 10_000
}

/// Argon2id takes 64 MiB each time: no more than this many at once.
private let turns = DispatchSemaphore(value: 2)

private func uptime() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec)
}

extension Cooperative {
  /// - Parameter address: where the request comes from, for slowing failures down.
  public func authenticate(_ credentials: Credentials, from address: String) -> AuthenticationAnswer {
    do {
      switch credentials {
      case .bearer(let token): return try authenticate(token: token, address)
      case .basic(let handle, let password): return try authenticate(handle, password, address)
      }
    } catch {
      return .unavailable
    }
  }

  // MARK: Passwords

  private func authenticate(_ handle: String, _ password: String, _ address: String) throws -> AuthenticationAnswer {
    let row = try read { try $0.member(handle: handle) }
    let digest = authentication.withLock { state in
      Secrets.digest(Array("\(handle)\0\(password)".utf8), key: state.key)
    }
    if let row, let hash = row.password, isVerified(digest, hash) { return .member(row.member(handle)) }
    let known = row == nil ? nil : handle
    let wait = waiting(["name:\(handle)", Throttle.key(address: address)])
    guard wait == 0 else { return slowDown(wait, known) }
    guard let row, !row.isRemoved, let hash = row.password, Self.verify(password, against: hash) else {
      if row?.password == nil { _ = Self.verify(password, against: Self.nobody) }
      failed(handle: handle, address)
      audit.note(.refused(handle: known, address: address))
      return .refused
    }
    remember(digest, hash, handle)
    audit.note(.login(handle: handle, address: address))
    return .member(row.member(handle))
  }

  /// A hash that no password has: an unknown name costs the same time as a known one.
  private static let nobody =
    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

  private static func verify(_ password: String, against hash: String) -> Bool {
    turns.wait()
    defer { turns.signal() }
    return Secrets.verify(password, against: hash)
  }

  /// The hash is compared, so that a password changed by another process counts at once.
  private func isVerified(_ digest: [UInt8], _ hash: String) -> Bool {
    authentication.withLock { state in
      guard let entry = state.verified[digest] else { return false }
      return entry.hash == hash && entry.until > uptime()
    }
  }

  private func remember(_ digest: [UInt8], _ hash: String, _ handle: String) {
    authentication.withLock { state in
      if state.verified.count >= AuthenticationState.mostVerified { state.verified.removeAll() }
      state.verified[digest] = (hash, uptime() + AuthenticationState.keptFor)
      state.throttle.succeeded("name:\(handle)")
    }
  }

  private func waiting(_ keys: [String]) -> Int64 {
    authentication.withLock { state in keys.map { state.throttle.wait($0, now: uptime()) }.max() ?? 0 }
  }

  private func failed(handle: String?, _ address: String) {
    authentication.withLock { state in
      if let handle { state.throttle.failed("name:\(handle)", free: 4, now: uptime()) }
      // Many members may share one address.
      state.throttle.failed(Throttle.key(address: address), free: 20, now: uptime())
    }
  }

  private func slowDown(_ seconds: Int64, _ handle: String?) -> AuthenticationAnswer {
    audit.count("slowed down", by: handle)
    return .slowDown(seconds)
  }

  // MARK: Tokens

  private func authenticate(token: String, _ address: String) throws -> AuthenticationAnswer {
    let row = try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT device.seq, handle, member.principalId, password, isAdmin, isRemoved, lastUsed,
            bundleKey IS NULL AS lacksKey
          FROM device JOIN member USING (principalId) WHERE tokenHash = ? AND isRemoved = 0
          """)
      return try Row.fetchOne(statement, arguments: [Devices.digest(token)])
    }
    guard let row else {
      let wait = waiting([Throttle.key(address: address)])
      guard wait == 0 else { return slowDown(wait, nil) }
      failed(handle: nil, address)
      audit.note(.refused(handle: nil, address: address))
      return .refused
    }
    let sequence: Int64 = row["seq"]
    try noteUse(of: sequence, last: row["lastUsed"])
    if row["lacksKey"] { try giveBundleKey(to: sequence, token, of: row["principalId"]) }
    return .member(MemberRow(row).member(row["handle"], device: Devices.id(sequence)))
  }

  private func noteUse(of device: Int64, last: Int64) throws {
    let hour = UTCDate.now.hour
    guard hour != last else { return }
    try pool.write {
      try $0.execute(sql: "UPDATE device SET lastUsed = ? WHERE seq = ?", arguments: [hour, device])
    }
  }
}
