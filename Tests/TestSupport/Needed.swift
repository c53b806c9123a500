import Foundation
import Synchronization

/// What a test needs beside this repository.
public enum Needed {
  /// Where nothing may be left out but what no package brings.
  public static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  /// Something that `Tools/packages test` or the build brings.
  /// - Returns: whether the test is to run: in CI it does all the same, and fails.
  public static func brought(_ isThere: Bool, _ what: String) -> Bool {
    if !isThere && !isCI { say(what) }
    return isThere || isCI
  }

  /// Something that a machine gives or does not, or that lies beside the repository or does not.
  /// - Returns: whether it is there; where it is not, that is said, also in CI.
  public static func found(_ isThere: Bool, _ what: String) -> Bool {
    if !isThere { say(what) }
    return isThere
  }

  private static let said = Mutex<Set<String>>([])

  private static func say(_ what: String) {
    if said.withLock({ $0.insert(what).inserted }) { print("SKIPPED: \(what)") }
  }
}
