internal import Foundation
internal import Localization
internal import Settings
internal import TER1TUI

/// What the interface is left for: another program takes the terminal, then the interface begins anew on what there is now.
enum Errands {
  static let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "ter1"

  /// - Parameter isLinear: whether the interface that is left was one of lines.
  /// - Returns: only when the interface cannot be begun again; the exit status.
  static func run(_ errand: Errand, isLinear: Bool) -> Int32 {
    // Ctrl-C is for the program that has the terminal. A handler of ours is no longer there in a program we start.
    signal(SIGINT) { _ in }
    let arguments = errand == .join ? ["account", "add"] : ["demo"] + (isLinear ? ["--linear"] : [])
    let kept = terminalModes()
    do throws(SpawnError) {
      let status = try ChildProcess([own] + arguments).wait()
      restore(kept)
      if status != 0 { waitForReader() }
    } catch {
      Desk.output.note(tr("%1 cannot be started: %2.", own, error.reason))
      return ExitStatus.internal.rawValue
    }
    return beginAgain()
  }

  /// Who is asked for a password and gives up would be left without an echo.
  private static func terminalModes() -> termios? {
    var modes = termios()
    return tcgetattr(0, &modes) == 0 ? modes : nil
  }

  private static func restore(_ modes: termios?) {
    guard var modes else { return }
    tcsetattr(0, TCSAFLUSH, &modes)
  }

  /// What went wrong stays in sight until it was read.
  private static func waitForReader() {
    // Without a terminal nobody reads it.
    _ = try? Input.line(prompt: "\n" + tr("Enter goes back to ter1."))
  }

  private static func beginAgain() -> Int32 {
    let arguments = [own] + Swift.CommandLine.arguments.dropFirst()
    var pointers = arguments.map { strdup($0) } + [nil]
    execv(own, &pointers)
    let reason = String(cString: strerror(errno))
    Desk.output.note(tr("%1 cannot be started: %2.", own, reason))
    return ExitStatus.internal.rawValue
  }
}
