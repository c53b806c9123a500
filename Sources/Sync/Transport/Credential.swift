/// What proves to a server who asks. It prints as nothing but its kind.
public enum Credential: Sendable, Hashable {
  case basic(name: String, password: String)
  /// A device token (docs/protocol.md, section 10).
  case bearer(String)
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String {
    switch self {
    case .basic: "Credential.basic(…)"
    case .bearer: "Credential.bearer(…)"
    }
  }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
