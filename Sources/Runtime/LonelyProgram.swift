import Foundation
import Glibc
import Settings

/// A program that is started and then left alone: it reads nothing, and what it says goes nowhere.
enum LonelyProgram {
  static func start(_ command: [String]) throws(SpawnError) -> ChildProcess {
    let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(nowhere) }
    return try ChildProcess(command, redirecting: [0: nowhere, 1: nowhere, 2: nowhere])
  }

  /// Somebody has to take note of its end, or it would stay in the list of processes.
  static func leave(_ child: ChildProcess) { Thread.detachNewThread { _ = child.wait() } }
}
