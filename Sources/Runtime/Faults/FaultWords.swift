import ClientCore
public import Foundation
public import Localization
public import Sync
import TER1TUI

/// What a failed conversation with a server means for a person: the one place where its words are made, for the status line, the
/// journal and the command line.
public struct FaultWords: Sendable, Hashable {
  /// At most 18 cells, for a narrow status line: what it is, without who and why.
  public var short: String
  /// For a status line with room.
  public var status: String
  /// What happened, in a sentence.
  public var what: String
  /// What is safe all the same.
  public var safe: String?
  /// What to do about it.
  public var remedy: String?

  /// - Parameters:
  ///   - server: as the person knows it: the domain, or the account's name.
  ///   - clock: the time of day, as a person reads it, so many seconds from now.
  public init(_ error: SyncError, server: String, _ tr: Catalog, clock: (Double) -> String) {
    switch error {
    case .offline(let error): self.init(error, server: server, tr)
    case .untrusted(let failure): self.init(failure, server: server, tr)
    case .portal(let portal): self.init(portal, server: server, tr)
    case .wrongClock(let off): self.init(clockOff: off, server: server, tr)
    case .throttled(let seconds): self.init(throttled: seconds, server: server, tr, clock)
    case .serverFailed(let status, let seconds): self.init(failed: status, seconds, server: server, tr, clock)
    case .file(let failure): self.init(failure, tr)
    case .cache(let error):
      self.init(tr("cache"), tr("the cache cannot be written"), error.text(tr))
    default: self.init(answer: error, server: server, tr)
    }
  }

  init(_ short: String, _ status: String, _ what: String, safe: String? = nil, remedy: String? = nil) {
    (self.short, self.status, self.what, self.safe, self.remedy) = (short, status, what, safe, remedy)
  }

  /// For a link that is not there: what is here stays usable.
  init(offline short: String, _ status: String, _ what: String, _ tr: Catalog, remedy: String? = nil) {
    self.init(short, tr("offline: %1", status), what, safe: Self.kept(tr), remedy: remedy)
  }

  /// "14:05"
  /// - Parameter time: seconds since 1970.
  public static func time(_ time: Double, in zone: TimeZone) -> String {
    let minutes = LocalTime(at: time, in: zone).secondOfDay / 60
    return [minutes / 60, minutes % 60].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
  }

  /// What holds for whoever has an account.
  public static func kept(_ tr: Catalog) -> String {
    tr("Nothing was lost: what you have is shown, what you wrote waits in the outbox.")
  }

  static func later(_ tr: Catalog) -> String { tr("Try again when the link is back.") }
}

// MARK: - Asked to wait, or in trouble

extension FaultWords {
  private init(throttled seconds: Double?, server: String, _ tr: Catalog, _ clock: (Double) -> String) {
    let time = clock(min(seconds ?? 60, 3_600))
    self.init(
      tr("wait until %1", time), tr("the server asks to wait until %1", time),
      tr("%1 asks to wait until %2: too many requests, or too many wrong passwords.", server, time),
      safe: Self.kept(tr), remedy: tr("It goes on by itself then; sync tries once before."))
  }

  private init(
    failed status: Int, _ seconds: Double?, server: String, _ tr: Catalog, _ clock: (Double) -> String
  ) {
    guard let seconds else {
      self.init(
        offline: tr("server in trouble"), tr("%1 has trouble of its own (status %2)", server, status),
        tr("%1 has trouble of its own (status %2).", server, status), tr, remedy: tr("Try again later."))
      return
    }
    let time = clock(min(seconds, 3_600))
    self.init(
      tr("back at %1", time), tr("the server is closed until %1", time),
      tr("%1 is closed for the moment (status %2) and asks to wait until %3.", server, status, time),
      safe: Self.kept(tr), remedy: tr("It goes on by itself then; sync tries once before."))
  }
}

// MARK: - The clock

extension FaultWords {
  /// A certificate was refused because of the clock.
  private init(clockOff off: Double?, server: String, _ tr: Catalog) {
    let what =
      off.map {
        tr("The clock of this machine is %1: the certificate of %2 seems out of date.", ClockWords(tr).off($0), server)
      }
      ?? tr("The certificate of %1 begins in the future: the clock of this machine seems to be slow.", server)
    let status = off.map { tr("the clock of this machine is %1", ClockWords(tr).off($0)) } ?? tr("the clock is slow")
    self.init(
      offline: tr("wrong clock"), status, what, tr,
      remedy: tr("Set the clock (date, or timedatectl set-ntp true); ter1 goes on by itself."))
  }
}

/// By how much a clock is wrong.
struct ClockWords {
  let tr: Catalog
  init(_ tr: Catalog) { self.tr = tr }

  /// "3 h fast", "12 min slow".
  func off(_ seconds: Double) -> String {
    let amount = amount(abs(seconds))
    return seconds > 0 ? tr("%1 fast", amount) : tr("%1 slow", amount)
  }

  /// What it means, beside certificates.
  func remark(_ seconds: Double) -> String {
    tr(
      "The clock of this machine is %1 by the server’s: what you write bears a wrong time. What expires, expires by the server’s clock.",
      off(seconds))
  }

  private func amount(_ seconds: Double) -> String {
    switch seconds {
    case ..<5_400: tr("%1 min", Int((seconds / 60).rounded()))
    case ..<172_800: tr("%1 h", Int((seconds / 3_600).rounded()))
    default: tr("%1 days", Int((seconds / 86_400).rounded()))
    }
  }
}
