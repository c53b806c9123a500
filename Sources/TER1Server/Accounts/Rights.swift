/// What a member may do in a container: a channel, a calendar, or a folder with all below it.
public struct Rights: OptionSet, Hashable, Sendable {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }

  public static let read = Rights(rawValue: 1)
  /// Answer an invitation.
  public static let respond = Rights(rawValue: 2)
  /// Post; make events of one's own; write files.
  public static let post = Rights(rawValue: 4)
  /// Pin, move and delete the messages of others; change and remove all events.
  public static let moderate = Rights(rawValue: 8)
  /// Change the container itself.
  public static let admin = Rights(rawValue: 16)

  public static let all: Rights = [.read, .respond, .post, .moderate, .admin]
  /// What everyone may where nothing was granted.
  public static let usual: Rights = [.read, .respond, .post]

  static let names: [(Rights, String)] = [
    (.read, "read"), (.respond, "respond"), (.post, "post"), (.moderate, "moderate"), (.admin, "admin"),
  ]

  /// Reads `read,post`, in any order; `none` for no rights. nil when a name is unknown.
  public init?(list: String) {
    self = []
    for name in list.split(separator: ",") where name != "none" {
      guard let right = Self.names.first(where: { $0.1 == name })?.0 else { return nil }
      insert(right)
    }
  }

  public var list: String {
    let names = Self.names.filter { contains($0.0) }.map(\.1)
    return names.isEmpty ? "none" : names.joined(separator: ",")
  }
}
