internal import Bundles
internal import ClientCore
internal import Localization
internal import Sync
internal import Text

/// What a bundle that is not taken, or not made, means for a person.
enum BundleWords {
  static func what(_ refusal: BundleRefusal) -> String {
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

  static func remedy(_ refusal: BundleRefusal) -> String? {
    switch refusal {
    case .newerVersion: tr("Update ter1, then import it again.")
    case .truncated, .altered: tr("Copy it again from where it came.")
    case .incomplete: tr("Import all parts together, in any order.")
    case .tooLarge: tr("Have it made in several bundles, or with larger parts.")
    case .stranger: tr("Take it only from members; if it is one’s, sync first: his device may be new.")
    default: nil
    }
  }
}

extension Failure {
  init(_ refusal: BundleRefusal) {
    self.init(
      .data, BundleWords.what(refusal), safe: tr("Nothing was changed."), remedy: BundleWords.remedy(refusal))
  }

  init(_ trouble: BundleFiles.Trouble) {
    switch trouble {
    case .cannotRead(let path, let reason): self.init(.notFound, tr("%1 cannot be read: %2.", path, reason))
    case .exists(let path):
      self.init(.cannotCreate, tr("%1 is there already.", path), safe: tr("Nothing was written."))
    case .cannotWrite(let path, let reason): self.init(.inputOutput, tr("%1 cannot be written: %2.", path, reason))
    case .refused(let refusal): self.init(refusal)
    }
  }

  init(_ failure: BundleFailure) {
    switch failure {
    case .cache(let error): self.init(error)
    case .refused(let refusal): self.init(refusal)
    case .neverSynced:
      self.init(
        .data, tr("This account was never synced: nothing is known of its cooperative."), remedy: tr("Run: ter1 sync"))
    case .notOffered: self.init(.data, tr("This account’s server knows no bundles."))
    case .noKey:
      self.init(
        .data, tr("This account shows a password: only a device of its own has a key for bundles."),
        remedy: tr("Add the account anew, without a password command."))
    case .nothing: self.init(.data, tr("There is nothing to put into a bundle."))
    case .unreadable:
      self.init(
        .inputOutput, tr("A file that waits to be sent cannot be read any more."), remedy: tr("See: ter1 outbox list"))
    case .unreachable(let member):
      self.init(
        .notFound, tr("No device of %1 is known here that could open a bundle.", member.rawValue),
        remedy: tr("Sync, or ask for a sync on the other side: each device is told of by the server."))
    }
  }

  init(_ failure: BundleFailure, _ desk: BundleDesk, _ reader: CacheReader) {
    self.init(failure)
    guard case .unreachable(let member) = failure else { return }
    // Where even the name cannot be read, the id has to do.
    let name = (try? BundleCommand.name(of: member, desk, reader))?.line.string ?? member.rawValue
    self.init(status, tr("No device of %1 is known here that could open a bundle.", name), remedy: remedy)
  }
}
