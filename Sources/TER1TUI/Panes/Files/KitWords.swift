public import ClientCore
public import Localization
public import Text

/// Kits, in a person's words.
public struct KitWords: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  public func kind(_ kind: Kit.Variant.Kind) -> String {
    switch kind {
    case .text: tr("text")
    case .light: tr("light")
    case .print: tr("print")
    }
  }

  /// What it is for: the event, or the campaign.
  public func purpose(_ kit: Kit) -> SafeText {
    let event = kit.event.map { $0.title.isEmpty ? SafeText(tr("(without a title)")) : $0.title.line }
    return event ?? kit.folder.node.campaign?.line ?? SafeText(tr("an event that is not here"))
  }

  /// "kept here: the smallest of each"
  func kept(_ extent: Kit.Extent?) -> String? {
    switch extent {
    case nil: nil
    case .smallest: tr("kept offline: the smallest of each")
    case .upTo(let kind): tr("kept offline, up to: %1", self.kind(kind))
    }
  }
}
