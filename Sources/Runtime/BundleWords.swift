public import Bundles
public import ClientCore
public import Localization
public import Sync

/// What a bundle that is not taken, or not made, means for a person.
public struct BundleWords: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  public func what(_ refusal: BundleRefusal) -> String {
    switch refusal {
    case .notABundle: tr("This is no bundle.")
    case .newerVersion: tr("The bundle was made by a newer version of ter1.")
    case .truncated: tr("The bundle is cut off, or something was added to its end.")
    case .altered: tr("The bundle was altered or damaged on the way.")
    case .incomplete(let missing, let count):
      tr("Of the bundle’s %1 parts, these lack: %2.", count, BundleRefusal.list(missing))
    case .tooLarge: tr("The bundle is larger than any may be, or its parts would be too small.")
    case .notForUs: tr("The bundle is encrypted for somebody else.")
    case .otherCooperative: tr("The bundle belongs to another cooperative.")
    case .stranger: tr("The bundle is signed by a stranger, or by a device that was revoked.")
    case .withdrawn:
      tr("The bundle’s author has been in touch with the server since, and sent what was to be sent.")
    case .alreadyHere: tr("All of the bundle is there already.")
    case .senseless(let reason): tr("The bundle cannot be understood (%1).", reason)
    }
  }

  public func remedy(_ refusal: BundleRefusal) -> String? {
    switch refusal {
    case .newerVersion: tr("Update ter1, then import it again.")
    case .truncated, .altered: tr("Copy it again from where it came.")
    case .incomplete: tr("Import all parts together, in any order.")
    case .tooLarge: tr("Have it made in several bundles, or with larger parts.")
    case .stranger: tr("Take it only from members; if it is one’s, sync first: his device may be new.")
    default: nil
    }
  }

  public func what(_ trouble: BundleFiles.Trouble) -> String {
    switch trouble {
    case .cannotRead(let path, let reason): tr("%1 cannot be read: %2.", path, reason)
    case .exists(let path): tr("%1 is there already.", path)
    case .cannotWrite(let path, let reason): tr("%1 cannot be written: %2.", path, reason)
    case .refused(let refusal): what(refusal)
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
    case .refused(let refusal): what(refusal)
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
