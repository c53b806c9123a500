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
  private let opener: [String]

  init(_ terminal: any Terminal, _ tr: Catalog, _ environment: [String: String], opener: [String]) {
    (self.terminal, self.tr, self.environment, self.opener) = (terminal, tr, environment, opener)
  }

  private var isRemote: Bool { environment["SSH_CONNECTION"] != nil || environment["SSH_TTY"] != nil }
  private var hasDesktop: Bool { environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil }

  func copy(_ text: String) -> Event {
    let shown = UntrustedText(text).line
    guard terminal.copy(text) else {
      return .notice(Notice(.warning, SafeText(tr("This terminal has no clipboard:") + " ") + shown))
    }
    return .notice(Notice(.success, copied))
  }

  /// Which clipboard it was: nobody should look for it on the wrong machine.
  private var copied: String {
    switch (environment["TMUX"] != nil, isRemote) {
    case (true, true):
      tr("Given to tmux for your own terminal’s clipboard (arrives with set-clipboard on or allow-passthrough on)")
    case (true, false):
      tr("Given to tmux for your terminal’s clipboard (arrives with set-clipboard on or allow-passthrough on)")
    case (false, true): tr("Sent to the clipboard of your own terminal, not of this machine")
    case (false, false): tr("Sent to your terminal’s clipboard")
    }
  }

  /// Opens a link, its host shown; over SSH, or without a desktop, it is copied instead, or shown bare.
  func open(_ link: UntrustedText) -> Event {
    guard let address = link.openable, !isRemote, hasDesktop else {
      guard terminal.copy(link.line.string) else { return .notOpened(link) }
      return .notice(Notice(.success, SafeText(tr("Not opened, copied. %1:", copied) + " ") + link.line))
    }
    return start(opener + [address], shown: link.line)
  }

  /// Opens a file that was fetched; where there is no desktop before the person, says where it lies.
  func open(file path: String) -> Event {
    let place = UntrustedText(path)
    let shown = place.line
    guard access(path, R_OK) == 0 else {
      return .notice(Notice(.warning, SafeText(tr("The file is not there any more:") + " ") + shown))
    }
    guard isRemote || !hasDesktop else { return start(opener + [path], shown: shown) }
    return .lies(path: place, machine: machine)
  }

  /// The name of this machine, which is perhaps not the one the person sits at.
  private var machine: SafeText {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return SafeText(tr("this machine")) }
    return UntrustedText(String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)).line
  }

  private func start(_ command: [String], shown: SafeText) -> Event {
    do throws(SpawnError) {
      LonelyProgram.leave(try LonelyProgram.start(command))
      return .notice(Notice(.success, SafeText(tr("Opening:") + " ") + shown))
    } catch {
      return .notice(Notice(.warning, tr("%1 could not be started: %2", command[0], error.reason)))
    }
  }
}
