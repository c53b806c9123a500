import Bundles
import Compression
public import JSON
import Wire

extension Cooperative {
  /// The session object of a member: RFC 8620, section 2.
  /// - Parameter baseURL: scheme, host and port as the client sees them, without a slash at the end.
  public func session(for member: Member, baseURL: String) -> JSONValue {
    var session = session(for: SessionOwner(member))
    let account = accountID
    session.apiUrl = baseURL + "/jmap/api"
    session.uploadUrl = baseURL + "/jmap/upload/{accountId}"
    session.downloadUrl = baseURL + "/jmap/download/{accountId}/{blobId}/{name}?type={type}"
    session.eventSourceUrl = baseURL + "/jmap/events?types={types}&closeafter={closeafter}&ping={ping}"
    session.capabilities[Capability.sync]?["url"] = .string(baseURL + "/jmap/sync?since={since}")
    session.primaryAccounts = Dictionary(uniqueKeysWithValues: Self.capabilities.map { ($0, account) })
    session.state = sessionState(for: member)
    return session.json
  }

  /// Changes when, and only when, the member's session object would.
  func sessionState(for member: Member) -> String {
    let owner = SessionOwner(member)
    if let known = sessionStates.withLock({ $0[owner] }) { return known }
    let state = Secrets.text(Secrets.digest(session(for: owner).json.bytes, size: 16))
    sessionStates.withLock { $0[owner] = state }
    return state
  }

  private func session(for member: SessionOwner) -> Session {
    let account = Session.Account(
      name: name, isPersonal: false, isReadOnly: false, accountCapabilities: accountCapabilities(member))
    var capabilities: JSONObject = [:]
    for urn in Self.capabilities { capabilities[urn] = [:] }
    capabilities[Capability.core] = Limits.core.json
    capabilities[Capability.sync] = ["coding": .string(SharedDictionary.coding)]
    return Session(
      capabilities: capabilities, accounts: [accountID: account], primaryAccounts: [:], username: member.handle,
      apiUrl: "", downloadUrl: "", uploadUrl: "", eventSourceUrl: "", state: "")
  }

  private func accountCapabilities(_ member: SessionOwner) -> JSONObject {
    [
      Capability.core: [:],
      Capability.discussion: [
        "resumableUpload": true, "statePoll": true, "ifMatch": true, "mayCreateChannel": .bool(member.isAdmin),
      ],
      Capability.calendars: ["mayCreateCalendar": .bool(member.isAdmin), "maxCalendarsPerEvent": 1],
      Capability.fileNode: ["maxFileNodeDepth": nil],
      Capability.principals: [
        "currentUserPrincipalId": .string(member.principalID), "calendarAddress": true,
      ],
      Capability.devices: [:],
      Capability.digest: [:],
      Capability.proposals: [:],
      Capability.news: ["mayCreateFeed": .bool(member.isAdmin), "maxFeeds": .int(Int64(Limits.maxFeeds))],
      Capability.courses: [:],
      Capability.members: [:],
      Capability.bundles: ["key": .string(bundleSecret.key.text)],
      Capability.sync: [:],
    ]
  }
}

/// All of a member that his session object shows.
struct SessionOwner: Hashable, Sendable {
  let handle: String
  let principalID: String
  let isAdmin: Bool

  init(_ member: Member) { (handle, principalID, isAdmin) = (member.handle, member.principalID, member.isAdmin) }
}
