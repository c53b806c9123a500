public import Localization

/// News in words.
public struct NewsWords: Sendable {
  private let tr: Catalog
  public init(_ tr: Catalog) { self.tr = tr }

  /// Why a feed cannot be read.
  /// - Parameter kind: as in docs/protocol.md, section 24.
  public func trouble(_ kind: String) -> String {
    switch kind {
    case "tls": tr("The feed’s server cannot prove who it is: nothing is read")
    case "notAllowed": tr("The feed’s address may not be read from here")
    case "tooLarge": tr("The feed is too large")
    case "notAFeed": tr("What is at this address is no feed")
    case "refused": tr("The feed’s server refuses to give it")
    case "missing": tr("The feed is not there any more")
    case "serverError": tr("The feed’s server has an error")
    case "tooManyRedirects": tr("The feed’s address leads from one to another without end")
    case "gone": tr("The feed was ended for good")
    default: tr("The feed’s server cannot be reached")
    }
  }
}
