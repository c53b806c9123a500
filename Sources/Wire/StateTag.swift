/// What a member's states are summed up from, so that client and server can compare them without sending them:
/// docs/protocol.md, section 13.
public enum StateTag {
  /// How many hexadecimal digits of the SHA-256 of `text` make the tag.
  public static let digits = 16

  /// - Parameter states: by account id, then by type name.
  public static func text(sessionState: String, states: [String: [String: String]]) -> String {
    let lines = states.sorted { $0.key < $1.key }.flatMap { account, types in
      types.sorted { $0.key < $1.key }.map { "\(account) \($0.key) \($0.value)\n" }
    }
    return sessionState + "\n" + lines.joined()
  }
}
