import ClientCore
import Localization

extension EmptyState {
  /// What is said before there is any cooperative to show.
  static func noAccount(_ context: DrawContext) -> EmptyState {
    let tr = context.tr
    func keys(_ command: String) -> String { context.keys(command) ?? ":" + command }
    return EmptyState(
      tr("Welcome! No cooperative is known here yet."),
      nextSteps: [
        tr("To join yours: %1", keys("join")), tr("To look at one made up: %1", keys("demonstration")),
        tr("To learn the keys, in five minutes: %1", keys("tour")),
      ])
  }

  /// What is said where no server looked at has what the pane shows; nil where one does.
  static func notOffered(_ offer: Offer, _ context: DrawContext) -> EmptyState? {
    let accounts = context.accounts.filter { context.account == nil || $0.id == context.account }
    guard !accounts.isEmpty, !accounts.contains(where: { $0.offers.contains(offer) }) else { return nil }
    let tr = context.tr
    let words =
      switch offer {
      case .forums: tr("No forum here: the server has none that it shares with you.")
      case .chat: tr("No chat here: the server has none.")
      case .events: tr("No calendar here: the server has none.")
      case .files: tr("No files here: the server has no place for them.")
      case .votes: tr("No votes here: the server has none.")
      case .news: tr("No news here: the server reads no feeds.")
      case .members: tr("No list of members here: the server has none.")
      }
    return EmptyState(words)
  }
}
