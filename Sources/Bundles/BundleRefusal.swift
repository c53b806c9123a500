public import Localization

/// Why a bundle is not taken; the cases are told apart by what a person can do next. Nothing of it was kept or changed.
public enum BundleRefusal: Error, Hashable, Sendable {
  /// Something else than a bundle.
  case notABundle
  /// Of a later version of the format.
  case newerVersion(Int)
  /// It ends too early, or goes on after its end.
  case truncated
  /// Not what was written: a bit of it is another, or parts of several bundles were mixed.
  case altered
  /// These parts are not here.
  case incomplete(missing: [Int], of: Int)
  case tooLarge
  /// No key here opens it.
  case notForUs
  case otherCooperative
  /// Signed by nobody whom the cooperative knows: a stranger, or a device that was revoked.
  case stranger
  /// Its author has been in touch with the server since, and sent himself what he still wanted to send.
  case withdrawn
  /// All of it was taken before.
  case alreadyHere
  /// It was signed, but what it says makes no sense.
  case senseless(String)
}

extension BundleRefusal {
  /// As it stands on the wire.
  public var name: String {
    switch self {
    case .notABundle: "notABundle"
    case .newerVersion: "newerVersion"
    case .truncated: "truncated"
    case .altered: "altered"
    case .incomplete: "incomplete"
    case .tooLarge: "tooLarge"
    case .notForUs: "notForUs"
    case .otherCooperative: "otherCooperative"
    case .stranger: "stranger"
    case .withdrawn: "withdrawn"
    case .alreadyHere: "alreadyHere"
    case .senseless: "senseless"
    }
  }
}

extension BundleRefusal: CustomStringConvertible {
  public var description: String { words(Catalog(.english)) }

  /// What happened, what is safe, what to do.
  public func words(_ tr: Catalog) -> String {
    [what(tr), tr("Nothing was changed."), remedy(tr)].compactMap(\.self).joined(separator: " ")
  }

  public func what(_ tr: Catalog) -> String {
    switch self {
    case .notABundle: tr("This is no bundle.")
    case .newerVersion: tr("The bundle was made by a newer version of ter1.")
    case .truncated: tr("The bundle is cut off, or something was added to its end.")
    case .altered: tr("The bundle was altered or damaged on the way.")
    case .incomplete(let missing, let count):
      tr("Of the bundle’s %1 parts, these lack: %2.", count, Self.list(missing))
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

  public func remedy(_ tr: Catalog) -> String? {
    switch self {
    case .newerVersion: tr("Update ter1, then import it again.")
    case .truncated, .altered: tr("Copy it again from where it came.")
    case .incomplete: tr("Import all parts together, in any order.")
    case .tooLarge: tr("Have it made in several bundles, or with larger parts.")
    default: nil
    }
  }

  /// `1, 4–6, 9`, and no more than that says.
  public static func list(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let words = runs.prefix(8).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
    return words.joined(separator: ", ") + (runs.count > 8 ? ", …" : "")
  }
}
