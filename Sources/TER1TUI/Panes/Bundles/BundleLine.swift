public import ClientCore
public import Localization
public import Text

/// A bundle in a few words: whose it is, and what became of it.
public struct BundleLine {
  private let bundle: KeptBundle
  private let names: [UntrustedText]
  private let tr: Catalog

  public init(_ row: BundleRow, _ tr: Catalog) { (bundle, names, self.tr) = (row.bundle, row.names, tr) }

  public var inside: String {
    bundle.role == .carried ? tr("encrypted for the server") : BundleInside(bundle, tr).short
  }

  /// For whom it is, or whose it was.
  public var title: SafeText {
    let names = names.map(\.line.string).joined(separator: ", ")
    switch bundle.role {
    case .made where names.isEmpty: return SafeText(tr("For the server"))
    case .made where bundle.entries > 0: return SafeText(tr("For the server and %1", names))
    case .made: return SafeText(tr("For %1", names))
    case .carried: return SafeText(tr("Carried for somebody"))
    case .taken where names.isEmpty: return SafeText(tr("From the server"))
    case .taken: return SafeText(tr("From %1", names))
    }
  }

  /// One or two words.
  public var state: String {
    switch bundle.state {
    case .waiting where !bundle.missing.isEmpty: tr("incomplete")
    case .waiting: bundle.role == .carried ? tr("to hand in") : tr("under way")
    case .accepted: tr("arrived")
    case .withdrawn: tr("not needed")
    case .refused: tr("refused")
    case .done: ""
    }
  }

  var sentence: String {
    switch (bundle.role, bundle.state) {
    case (.carried, .waiting) where !bundle.missing.isEmpty:
      tr("Parts lack: what came is kept; import the others when they are here.")
    case (.made, .waiting): tr("The server has not been reached since: nobody can say whether it came.")
    case (.carried, .waiting): tr("It is handed in at the next sync.")
    case (.made, .accepted): tr("It came to the server, which took it.")
    case (_, .accepted): tr("The server took it.")
    case (_, .withdrawn): tr("The server was reached first: what it held was sent directly, and it counts no more.")
    case (_, .refused): ParcelWords.sentence(bundle.reason ?? "", tr)
    case (.taken, _) where bundle.people.isEmpty: tr("Signed by the server: it is as after a sync.")
    case (.taken, _): tr("A member’s word: your server confirms it, or takes it away, at the next sync.")
    case (_, .done): tr("Given to a member: no server has to say anything of it.")
    default: ""
    }
  }
}
