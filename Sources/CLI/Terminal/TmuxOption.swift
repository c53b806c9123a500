internal import Glibc
internal import Localization
internal import Settings

/// An option of the tmux that this runs in, as tmux itself tells it.
enum TmuxOption {
  /// How long tmux may take to answer, in milliseconds.
  private static let patience: Int32 = 2_000

  /// nil outside of tmux, and where this tmux has no such option.
  static func value(of name: String, _ environment: [String: String]) -> String? {
    guard environment["TMUX"]?.isEmpty == false else { return nil }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { for file in [ends[0], nowhere] { close(file) } }
    // Without tmux on the path there is nothing to be told.
    let child = try? ChildProcess(
      ["tmux", "show", "-gv", name], redirecting: [0: nowhere, 1: ends[1], 2: nowhere])
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 256)
    var answer = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    // A server that is stopped or busy never answers.
    let count = poll(&answer, 1, patience) > 0 ? read(ends[0], &bytes, bytes.count) : -1
    if count < 0 { child?.send(SIGKILL) }
    guard child?.wait() == 0, count > 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
  }

  /// What `allow-passthrough` means for copying and for notifications.
  static func passthroughWords(_ value: String) -> String {
    switch value {
    case "all": tr("lets commands to the terminal through")
    case "on": tr("lets commands to the terminal through while its window is shown")
    default: tr("holds commands to the terminal back, except the bell")
    }
  }

  /// nil: nothing is held back.
  static func passthroughRemedy(_ value: String) -> String? {
    switch value {
    case "all": nil
    case "on": tr("From tmux 3.4 on, also for windows that are not shown: set -g allow-passthrough all")
    default: tr("In ~/.tmux.conf: set -g allow-passthrough on")
    }
  }
}
