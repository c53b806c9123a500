import ClientCore
import Localization

/// What the lines of a pane were read and laid out for: with another one they are read again.
struct Sight: Equatable, Sendable {
  let size: Size
  let previews: Bool
  let account: AccountID?
  let accounts: [AccountID]
  let language: Language
  /// Of the person's calendar: dates are said from here.
  let day: Int64

  init(_ context: Context) {
    (size, previews) = (context.size, context.previews)
    (account, accounts) = (context.account, context.accounts.map(\.id))
    (language, day) = (context.tr.language, LocalTime(at: context.now, in: context.zone).day)
  }
}
