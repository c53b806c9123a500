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
  /// In English: what happened, what is safe, what to do.
  public var description: String {
    switch self {
    case .notABundle: "this is no bundle"
    case .newerVersion(let version):
      "it was made by a newer version (format \(version)); nothing was changed: update, and import it again"
    case .truncated:
      "it is cut off, or something was added to its end; nothing was changed: copy it again from where it came"
    case .altered: "it was altered or damaged on the way; nothing was changed: copy it again from where it came"
    case .incomplete(let missing, let count):
      "of its \(count) parts, these lack: \(Self.list(missing)); nothing was changed: import them together"
    case .tooLarge: "it is larger than any bundle may be; nothing was changed: have it exported in several bundles"
    case .notForUs: "it is encrypted for somebody else; nothing was changed"
    case .otherCooperative: "it belongs to another cooperative; nothing was changed"
    case .stranger:
      "it is signed by nobody whom this cooperative knows: a stranger, or a device that was revoked; nothing was changed"
    case .withdrawn:
      "its author has been in touch with the server since it was made, and sent what was to be sent; nothing was changed"
    case .alreadyHere: "all of it is here already; nothing was changed"
    case .senseless(let reason): "it cannot be understood (\(reason)); nothing was changed"
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
