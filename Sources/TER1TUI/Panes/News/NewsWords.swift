public import Feeds
public import Localization
import Text

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

  /// Why a list of feeds cannot be read.
  public func listTrouble(_ error: FeedError) -> String {
    switch error {
    case .empty: tr("The list is empty.")
    case .tooLarge(let bytes): tr("The list is too large: %1 bytes.", bytes)
    case .notXML: tr("The list is no XML.")
    case .notAFeed(let root): tr("This is no OPML: its outermost element is “%1”.", UntrustedText(root).line)
    case .noBody: tr("This OPML has no list in it: the element “body” is missing.")
    case .cut: tr("This OPML is cut off before its list begins.")
    }
  }
}
