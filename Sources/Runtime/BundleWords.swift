public import Bundles
public import ClientCore
public import Localization
public import Sync

/// What a bundle that is not taken, or not made, means for a person.
public struct BundleWords: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  public func remedy(_ refusal: BundleRefusal) -> String? {
    guard refusal == .stranger else { return refusal.remedy(tr) }
    return tr("Take it only from members; if it is one’s, sync first: his device may be new.")
  }

  public func what(_ trouble: BundleFiles.Trouble) -> String {
    switch trouble {
    case .cannotRead(let path, let reason): tr("%1 cannot be read: %2.", path, reason)
    case .exists(let path): tr("%1 is there already.", path)
    case .cannotWrite(let path, let reason): tr("%1 cannot be written: %2.", path, reason)
    case .refused(let refusal): refusal.what(tr)
    }
  }

  public func remedy(_ trouble: BundleFiles.Trouble) -> String? {
    if case .refused(let refusal) = trouble { remedy(refusal) } else { nil }
  }

  /// - Parameter name: what a member is called.
  /// - Returns: nil: the cache’s own trouble, which others tell.
  public func what(_ failure: BundleFailure, name: (ObjectID) -> String) -> String? {
    switch failure {
    case .cache: nil
    case .refused(let refusal): refusal.what(tr)
    case .files(let trouble): what(trouble)
    case .neverSynced: tr("This account was never synced: nothing is known of its cooperative.")
    case .notOffered: tr("This account’s server knows no bundles.")
    case .noKey: tr("This account shows a password: only a device of its own has a key for bundles.")
    case .nothing: tr("There is nothing to put into a bundle.")
    case .unreadable: tr("A file that waits to be sent cannot be read any more.")
    case .unreachable(let member): tr("No device of %1 is known here that could open a bundle.", name(member))
    }
  }

  public func remedy(_ failure: BundleFailure) -> String? {
    switch failure {
    case .cache, .notOffered, .nothing: nil
    case .refused(let refusal): remedy(refusal)
    case .files(let trouble): remedy(trouble)
    case .neverSynced: tr("Run: ter1 sync")
    case .noKey: tr("Add the account anew, without a password command.")
    case .unreadable: tr("See: ter1 outbox list")
    case .unreachable: tr("Sync, or ask for a sync on the other side: each device is told of by the server.")
    }
  }
}
