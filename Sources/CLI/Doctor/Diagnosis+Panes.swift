internal import ClientCore
internal import Localization
internal import Sync
internal import Text

/// What the panes can show of an account, and what a lack means.
extension Diagnosis {
  typealias Row = (name: String, text: SafeText)

  func rows(of offer: AccountOffer) -> [Row] {
    [
      (tr("Account"), UntrustedText(offer.account.name).line),
      (tr("Level"), SafeText(level(of: offer))),
      (tr("Forums"), SafeText(forums(of: offer))),
      (tr("Chat"), SafeText(offer.hasChat ? tr("yes") : tr("none: this server has no chat rooms"))),
      (tr("Events"), SafeText(events(of: offer))),
      (tr("Files"), SafeText(offer.hasFiles ? tr("yes") : tr("none: only what is attached to messages"))),
      (tr("Members"), SafeText(offer.hasPeople ? tr("yes") : tr("no list: names are those that messages give"))),
      (tr("Uploads"), SafeText(uploads(of: offer))),
    ]
  }

  private func level(of offer: AccountOffer) -> String {
    switch offer.level {
    case .l2?: tr("L2: the whole of TER1")
    case .l1?: tr("L1: mail as forums, and a calendar")
    case .l0?: tr("L0: mail as forums")
    case nil: tr("none: no forums that could be shown")
    }
  }

  private func forums(of offer: AccountOffer) -> String {
    switch offer.forums {
    case .own?: tr("yes; the server vouches for who wrote")
    case .mail?: tr("yes, from mail; nobody vouches for who wrote, and what is sent cannot be changed")
    case nil where !offer.account.capabilities.contains("urn:ietf:params:jmap:mail"): tr("none")
    case nil: tr("none: these are your own letters, which nobody else reads")
    }
  }

  private func events(of offer: AccountOffer) -> String {
    switch offer.calendars {
    case "C"?: tr("yes (dialect %1)", "C")
    case let dialect?: tr("yes (dialect %1); whoever may only read cannot answer an invitation", dialect)
    case nil: tr("none: this server has no calendars here")
    }
  }

  private func uploads(of offer: AccountOffer) -> String {
    offer.resumesUploads
      ? tr("go on where they were cut") : tr("begin again when they are cut; the outbox waits as long as that takes")
  }
}
