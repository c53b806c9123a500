import Glibc
import Localization
import Settings
import TER1TUI
import Text

/// The clipboard and the browser: of the machine the person sits at, or else it is said.
struct CopyAndOpen {
  private let terminal: any Terminal
  private let tr: Catalog
  private let environment: [String: String]

  /// Links of other kinds are only ever copied.
  private static let schemes = ["https", "http", "mailto", "geo", "tel", "sip"]

  init(_ terminal: any Terminal, _ tr: Catalog, _ environment: [String: String]) {
    (self.terminal, self.tr, self.environment) = (terminal, tr, environment)
  }

  private var isRemote: Bool { environment["SSH_CONNECTION"] != nil || environment["SSH_TTY"] != nil }
  private var hasDesktop: Bool { environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil }

  func copy(_ text: String) -> Event {
    guard terminal.copy(text) else { return .notice(Notice(.warning, tr("This terminal has no clipboard"))) }
    let text = isRemote ? tr("Sent to the clipboard of your own terminal") : tr("Copied")
    return .notice(Notice(.success, text))
  }

  /// Opens a link, its host shown; over SSH, or without a desktop, it is copied instead.
  func open(_ link: UntrustedText) -> Event {
    let scheme = link.raw.prefix { $0 != ":" }.lowercased()
    let isSafe = Self.schemes.contains(scheme) && link.line.string == link.raw && !link.raw.contains(" ")
    guard isSafe, !isRemote, hasDesktop else {
      guard terminal.copy(link.line.string) else { return .notice(Notice(.information, link.line)) }
      return .notice(Notice(.success, SafeText(tr("Link copied:") + " ") + link.line))
    }
    return start(["xdg-open", link.raw], shown: link.line)
  }

  private func start(_ command: [String], shown: SafeText) -> Event {
    let nowhere = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(nowhere) }
    do throws(SpawnError) {
      _ = try ChildProcess(command, redirecting: [0: nowhere, 1: nowhere, 2: nowhere])
      return .notice(Notice(.success, SafeText(tr("Opening:") + " ") + shown))
    } catch {
      return .notice(Notice(.warning, tr("%1 could not be started: %2", command[0], error.reason)))
    }
  }
}
