import ClientCore
import Localization

/// Something that another program does in the same terminal, after which the interface begins anew.
public enum Errand: Sendable, Hashable {
  /// To become a member of one more cooperative.
  case join
  /// To look at the one that is made up.
  case demonstration
}

/// How one begins.
enum BeginCommands {
  static let all: [Command] = [
    Command(
      "join", label: msgid("join"),
      summary: msgid("Join a cooperative: asks for its address, your name and your password"), needsNetwork: true,
      cost: .news
    ) {
      (app, context) throws(CacheError) in app.leave(for: .join, context)
    },
    Command(
      "demonstration", label: msgid("demonstration"),
      summary: msgid("Look at a cooperative made up to be tried, then come back")
    ) {
      (app, context) throws(CacheError) in app.leave(for: .demonstration, context)
    },
    Command("tour", label: msgid("tour"), summary: msgid("What one must know to be at home here, in five minutes")) {
      (app, context) throws(CacheError) in
      let lines = Tour.lines(app.keymap, app.tr, isLinear: app.settings.isLinear)
      let effects = app.show(WelcomePane.name, at: nil, context.surroundings)
      _ = try app.change(WelcomePane.self) { (pane) throws(CacheError) in pane.show(tour: lines) }
      return effects
    },
  ]
}

extension App {
  fileprivate mutating func leave(for errand: Errand, _ context: Context) -> [Effect] {
    [.errand(errand)] + leave(context.surroundings)
  }
}
