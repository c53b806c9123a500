public import Localization

/// What can go wrong with a cooperative as a whole; the cases are told apart by what somebody can do next.
public enum CooperativeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is something already where a cooperative should be made.
  case alreadyThere(path: String)
  /// No cooperative stands in this folder.
  case notThere(path: String)
  /// This user may not read or write the folder.
  case notPermitted(path: String)
  /// A newer ter1-server has written the file.
  case newerSchema(path: String)
  /// Another server serves this folder.
  case served(path: String)
  case unknownMember(handle: String)
  case memberExists(handle: String)
  case badHandle(handle: String)
  case badPassword(reason: String)
  case badName(reason: String)
  case unknownContainer(name: String)
  case unknownDevice(id: String)
  /// No device of this member can open a bundle.
  case noDevice(handle: String)
  /// The file system or SQLite refused.
  case storage(String)

  public var description: String { words(Catalog(.english)) }

  public func words(_ tr: Catalog) -> String {
    switch self {
    case .alreadyThere(let path): tr("%1 holds a cooperative already", path)
    case .notThere(let path): tr("%1 holds no cooperative; make one with: ter1-server init", path)
    case .notPermitted(let path): tr("%1: permission denied", path)
    case .newerSchema(let path): tr("%1 was written by a newer ter1-server", path)
    case .served(let path): tr("another ter1-server serves %1", path)
    case .unknownMember(let handle): tr("no member is called %1", handle)
    case .memberExists(let handle): tr("a member is called %1 already", handle)
    case .badHandle(let handle): tr("%1 is no name for a member: 1 to 64 of a-z 0-9 . _ - are", handle)
    case .badPassword(let reason), .badName(let reason): tr(reason)
    case .unknownContainer(let name): tr("no channel, calendar or folder is called %1", name)
    case .unknownDevice(let id): tr("there is no device %1", id)
    case .noDevice(let handle): tr("%1 has no device that could open it: ter1 has to sign in once", handle)
    case .storage(let reason): tr("storage: %1", reason)
    }
  }
}
