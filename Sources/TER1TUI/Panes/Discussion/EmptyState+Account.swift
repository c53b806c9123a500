import Localization

extension EmptyState {
  /// What is said before there is any cooperative to show.
  static func noAccount(_ tr: Catalog) -> EmptyState {
    EmptyState(
      tr("Welcome! No cooperative is known here yet."),
      nextStep: tr("Leave with q, then run “ter1 account add” with the address your cooperative gave you."))
  }
}
