import CursesTerminal
import Foundation
import Glibc
import Synchronization
import TER1TUI

/// Plays a scenario on the terminal that the tests were started from, of its size and at a person's pace: `make play`. A key goes on at
/// once, `q` leaves.
final class Player {
  struct NotPlayed: Error {}

  /// The language that was asked for; nil: nothing is to be played.
  static let language = ProcessInfo.processInfo.environment["TER1_PLAY"]
  private static let isTaken = Mutex(false)

  private let terminal: CursesTerminal

  /// One scenario a run has the terminal: the first of the language.
  init(language: String) throws {
    let isFree = Self.isTaken.withLock { taken in
      defer { taken = taken || language == Self.language }
      return !taken && language == Self.language
    }
    guard isFree else { throw NotPlayed() }
    terminal = try CursesTerminal(environment: ProcessInfo.processInfo.environment)
  }

  deinit {
    wait(seconds: 4)
    terminal.leave()
  }

  var size: Size { terminal.size }

  func show(_ screen: Screen, theme: Theme) { terminal.show(screen, theme: theme) }

  /// Before a key: as long as somebody looks, or types.
  func wait(isTyping: Bool) { wait(seconds: isTyping ? 0.09 : 1.1) }

  private func wait(seconds: Double) {
    var input = pollfd(fd: terminal.inputDescriptor ?? 0, events: Int16(POLLIN), revents: 0)
    guard poll(&input, 1, Int32(seconds * 1_000)) > 0 else { return }
    for event in terminal.readEvents() {
      guard
        event == .closed || event == .key(KeyStroke(.character("q")))
          || event == .key(KeyStroke(.character("c"), control: true))
      else { continue }
      terminal.leave()
      exit(0)
    }
  }
}
