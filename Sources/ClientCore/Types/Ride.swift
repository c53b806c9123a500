internal import JSON
public import Text

/// A place in a car to an event and back, offered or looked for: a property of who takes part (docs/protocol.md, section 27).
public struct Ride: Sendable, Hashable {
  public enum Kind: String, CaseIterable, Sendable { case offer, need }

  static let property = "ter1:ride"
  public static let mostSeats = 60
  /// Bytes of UTF-8.
  public static let longestPlace = 255
  public static let longestNote = 1_024

  public let kind: Kind
  /// Free ones of an offer; of a need, how many people.
  public let seats: Int
  /// The town one sets out from.
  public let from: UntrustedText
  /// When, as it was written: "7 h 30, gare routière".
  public let leaves: UntrustedText
  public let note: UntrustedText

  public init(_ kind: Kind, seats: Int, from: String, leaves: String = "", note: String = "") {
    (self.kind, self.seats) = (kind, min(max(1, seats), Self.mostSeats))
    (self.from, self.leaves, self.note) = (UntrustedText(from), UntrustedText(leaves), UntrustedText(note))
  }

  /// nil where it cannot be understood: it stays in the event's JSON as it came.
  init?(_ json: JSONValue) {
    guard let kind = json["kind"]?.string.flatMap(Kind.init), let seats = json["seats"]?.int,
      (1...Self.mostSeats).contains(seats)
    else { return nil }
    (self.kind, self.seats) = (kind, seats)
    (from, leaves, note) = (json.text("from"), json.text("leaves"), json.text("note"))
  }

  var json: JSONValue {
    var object: JSONObject = [
      "@type": "Ride", "kind": .string(kind.rawValue), "seats": .int(Int64(seats)), "from": .string(from.raw),
    ]
    if !leaves.isEmpty { object["leaves"] = .string(leaves.raw) }
    if !note.isEmpty { object["note"] = .string(note.raw) }
    return .object(object)
  }
}

extension CalendarEvent {
  /// Those who offer or need a place, offers first.
  public var rides: [(who: Participant, ride: Ride)] {
    participants.compactMap { who in who.ride.map { (who, $0) } }.sorted {
      ($0.1.kind == .offer ? 0 : 1, $0.0.id) < ($1.1.kind == .offer ? 0 : 1, $1.0.id)
    }
  }

  /// The member's own offer or need; whoever has not answered takes part from then on. nil takes it back.
  public func riding(_ ride: Ride?, as viewer: Attendee, account: AccountID) -> Mutation {
    guard let own = viewer.own(participants) else {
      let joining = rsvp(.accepted, as: viewer, account: account)
      guard let ride, case .update(var patch) = joining.action, let path = patch.keys.first,
        var participant = patch[path]?.object
      else { return joining }
      participant[Ride.property] = ride.json
      patch[path] = .object(participant)
      return Self.change(ObjectKey(account, Self.name, id), patch)
    }
    let path = "participants/\(JSONValue.escaped(own.id.rawValue))/\(JSONValue.escaped(Ride.property))"
    return Self.change(ObjectKey(account, Self.name, id), [path: ride?.json ?? .null])
  }
}
