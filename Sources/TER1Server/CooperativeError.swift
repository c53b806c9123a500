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

  public var description: String {
    switch self {
    case .alreadyThere(let path): "\(path) holds a cooperative already"
    case .notThere(let path): "\(path) holds no cooperative; make one with: ter1-server init"
    case .notPermitted(let path): "\(path): permission denied"
    case .newerSchema(let path): "\(path) was written by a newer ter1-server"
    case .served(let path): "another ter1-server serves \(path)"
    case .unknownMember(let handle): "no member is called \(handle)"
    case .memberExists(let handle): "a member is called \(handle) already"
    case .badHandle(let handle): "\(handle) is no name for a member: 1 to 64 of a-z 0-9 . _ - are"
    case .badPassword(let reason), .badName(let reason): reason
    case .unknownContainer(let name): "no channel, calendar or folder is called \(name)"
    case .unknownDevice(let id): "there is no device \(id)"
    case .noDevice(let handle): "\(handle) has no device that could open it: ter1 has to sign in once"
    case .storage(let reason): "storage: \(reason)"
    }
  }
}
