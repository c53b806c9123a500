/// Somebody who may sign in.
public struct Member: Hashable, Sendable {
  /// The login name: 1 to 64 of `a-z0-9._-`.
  public let handle: String
  public let principalID: String
  public let isAdmin: Bool
  /// The device whose token was shown; nil when it was the password.
  public var deviceID: String?
  /// Tells the password that holds from the one before; nil: the member has none.
  var passwordMark: String?

  /// Somebody who is no member.
  public static let nobody = Member(handle: "", principalID: "", isAdmin: false)

  /// Whether `handle` can be a member's login name.
  static func isHandle(_ handle: String) -> Bool {
    (1...64).contains(handle.utf8.count)
      && handle.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || [0x2E, 0x5F, 0x2D].contains(byte)
      }
  }
}
