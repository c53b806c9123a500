internal import ClientCore
internal import JSON
internal import Settings
internal import Sync
internal import Wire

/// The same for a script: docs in ter1(1).
extension Diagnosis {
  var json: JSONValue {
    let push = if case .push = facts.news { true } else { false }
    return [
      "login": .string(login.name), "url": .string(login.url), "accounts": .array(facts.accounts.map(Self.json)),
      "push": .bool(push), "pollSeconds": .int(Int64(login.pollSeconds)),
      "compression": ["answers": Self.list(facts.answersIn), "requests": Self.list(facts.takes)],
      "roundTripMilliseconds": roundTrip, "requests": .int(Int64(facts.samples)),
      "clockAheadSeconds": facts.clockAhead.map { .int(Int64($0.rounded())) } ?? .null,
      "tls": security, "proxy": proxyAddress.map(JSONValue.string) ?? .null, "limits": facts.limits.json,
    ]
  }

  private static func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

  private static func json(_ offer: AccountOffer) -> JSONValue {
    [
      "id": .string(offer.account.jmapID), "name": .string(offer.account.name),
      "level": offer.level.map { .string($0.rawValue) } ?? .null,
      "forums": offer.forums.map { .string($0.rawValue) } ?? .null, "chat": .bool(offer.hasChat),
      "calendarDialect": offer.calendars.map(JSONValue.string) ?? .null, "files": .bool(offer.hasFiles),
      "members": .bool(offer.hasPeople), "resumableUpload": .bool(offer.resumesUploads),
      "statePoll": .bool(offer.hasStatePoll),
    ]
  }

  private var roundTrip: JSONValue {
    guard let trip = facts.roundTrip else { return nil }
    return ["least": .int(Int64(Self.milliseconds(trip.least))), "most": .int(Int64(Self.milliseconds(trip.most)))]
  }

  private var security: JSONValue {
    guard let tls else { return nil }
    return [
      "version": tls.version.map(JSONValue.string) ?? .null,
      "certificateExpires": tls.expiresAt.map { .int(Int64($0)) } ?? .null,
    ]
  }
}
