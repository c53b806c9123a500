import ClientCore
public import Foundation
public import Localization
public import Settings
import TER1TUI
public import Text

/// Tells a person who looks elsewhere of news: through the terminal, and by a program of the person's choice.
public struct Notifier: Sendable {
  /// Why the program could not be started.
  public struct Failure: Error, Sendable {
    let program: String
    let reason: String

    public func words(_ tr: Catalog) -> String {
      tr("%1 could not be started: %2", UntrustedText(program).line, reason)
    }
  }

  private let preferences: NotifyPreferences
  private let zone: TimeZone

  /// - Parameter zone: the person's, by whose clock it is quiet.
  public init(_ preferences: NotifyPreferences, zone: TimeZone) { (self.preferences, self.zone) = (preferences, zone) }

  /// - Parameter now: seconds since 1970.
  /// - Returns: what went wrong with the program.
  func tell(_ text: SafeText, on terminal: any Terminal, at now: Double) -> Failure? {
    guard !isQuiet(at: now) else { return nil }
    terminal.notify(text, by: preferences.ways.compactMap(TerminalSignal.init))
    do throws(Failure) { if let child = try start(text) { LonelyProgram.leave(child) } } catch { return error }
    return nil
  }

  /// - Parameter now: seconds since 1970.
  public func isQuiet(at now: Double) -> Bool {
    preferences.quiet?.contains(LocalTime(at: now, in: zone).secondOfDay / 60) ?? false
  }

  /// Starts the program, where there is one, with the text as its last argument.
  private func start(_ text: SafeText) throws(Failure) -> ChildProcess? {
    guard let command = preferences.command else { return nil }
    do throws(SpawnError) { return try LonelyProgram.start(command + [text.string]) } catch {
      throw Failure(program: command[0], reason: error.reason)
    }
  }

  /// Runs the program, and looks for some seconds whether it ends.
  /// - Returns: its exit status; nil: there is none, or it goes on.
  public func tryProgram(_ text: SafeText) throws(Failure) -> Int32? {
    guard let child = try start(text) else { return nil }
    for _ in 0..<100 {
      if let status = child.poll() { return status }
      usleep(50_000)
    }
    return nil
  }
}
