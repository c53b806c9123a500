/// The URNs of the capabilities that ter1 knows; a session's `capabilities` and a request's `using` hold them.
public enum Capability {
  public static let core = "urn:ietf:params:jmap:core"
  public static let mail = "urn:ietf:params:jmap:mail"
  public static let submission = "urn:ietf:params:jmap:submission"
  public static let calendars = "urn:ietf:params:jmap:calendars"
  public static let fileNode = "urn:ietf:params:jmap:filenode"
  public static let principals = "urn:ietf:params:jmap:principals"
  public static let blob = "urn:ietf:params:jmap:blob"
  public static let discussion = "urn:ter1:discussion"
  /// News of all types in one round trip, and the coding with a dictionary: docs/protocol.md, sections 17 and 18.
  public static let sync = "urn:ter1:sync"
  public static let proposals = "urn:ter1:proposals"
  public static let news = "urn:ter1:news"
  public static let courses = "urn:ter1:courses"
  /// Profiles, invitations, reports: docs/protocol.md, section 26.
  public static let members = "urn:ter1:members"
  /// What goes without any network: docs/protocol.md, section 29.
  public static let bundles = "urn:ter1:bundles"
  public static let devices = "urn:ter1:devices"
  public static let digest = "urn:ter1:digest"
  /// The calendars of Cyrus 3.6, before they were anybody's standard.
  public static let cyrusCalendars = "https://cyrusimap.org/ns/jmap/calendars"
}
