import ClientCore
import JSON
import Wire

/// What the bytes of a login's link were for, until they are written to the cache.
struct LinkLedger: Sendable {
  /// Not yet in the cache.
  private(set) var pending: [UsePlace: LinkUse] = [:]
  /// All that was given a place so far.
  private var placed = LinkUse()
  /// How good the link is.
  var quality = LinkQuality()

  /// Less content than this comes with the answer's head and says nothing of the link's speed.
  private static let tellingBytes = 4_000
  /// Nor does what came in less time than clocks and buffers blur, unless it was much.
  private static let tellingSeconds = 0.002

  /// Gives the bytes of a transfer their places, in proportion to `weights`; what cannot be divided goes to the heaviest.
  mutating func place(_ traffic: LinkTraffic, by weights: [UsePlace: Int]) {
    let total = weights.values.reduce(0, +)
    guard total > 0, let heaviest = weights.max(by: { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) })
    else { return add(LinkUse(up: traffic.bytesUp, down: traffic.bytesDown), to: .link) }
    var rest = LinkUse(up: traffic.bytesUp, down: traffic.bytesDown)
    for (place, weight) in weights where place != heaviest.key {
      let share = LinkUse(up: traffic.bytesUp * weight / total, down: traffic.bytesDown * weight / total)
      add(share, to: place)
      rest = rest - share
    }
    add(rest, to: heaviest.key)
  }

  /// Whether so much waits that it is not to be lost with the program.
  var isHeavy: Bool { pending.values.reduce(0) { $0 + $1.network } > 250_000 }

  mutating func note(_ sample: LinkSample) {
    if let roundTrip = sample.roundTrip { quality.note(roundTrip: roundTrip) }
    if let sent = sample.sent { note(sent.bytes, in: sent.seconds - (quality.roundTrip ?? 0)) }
    guard let (bytes, seconds) = sample.content, bytes >= Self.tellingBytes, seconds >= Self.tellingSeconds else {
      return
    }
    quality.note(down: Double(bytes) / seconds)
  }

  private mutating func note(_ bytes: Int, in seconds: Double) {
    if seconds >= Self.tellingSeconds { quality.note(up: Double(bytes) / seconds) }
  }

  /// What is left for the cache: with all that went over the link and was given no place, which is the link's own.
  mutating func take(total: LinkTraffic) -> [UsePlace: LinkUse] {
    let own = LinkUse(up: max(0, total.bytesUp - placed.up), down: max(0, total.bytesDown - placed.down))
    if own.network > 0 { add(own, to: .link) }
    defer { pending = [:] }
    return pending
  }

  private mutating func add(_ use: LinkUse, to place: UsePlace) {
    guard use.network > 0 else { return }
    pending[place, default: LinkUse()] += use
    placed += use
  }
}

extension LinkLedger {
  /// What servers of mail call boards, and what stands on them.
  private static let boards: [String: TypeName] = ["Email": Channel.name, "Mailbox": Channel.name]

  /// How much each place has of a request and its answer.
  static func weights(_ calls: [Invocation], _ response: Response) -> [UsePlace: Int] {
    (calls + response.methodResponses).flatMap(SyncPage.spelledOut).reduce(into: [:]) { weights, call in
      let name = String(call.name.prefix { $0 != "/" })
      let type = boards[name] ?? TypeName(name)
      let objects = call.arguments["list"]?.array ?? []
      for object in objects {
        let place = Cache.place(of: type, object.object ?? [:])
        weights[place, default: 0] += object.weight
      }
      let place = Cache.place(of: type, [:])
      let own = call.arguments.reduce(call.name.utf8.count) { $1.key == "list" ? $0 : $0 + $1.value.weight }
      // Most answers of a poll say that a type has nothing new: that is the price of asking.
      weights[objects.isEmpty && place != .digest ? .link : place, default: 0] += own
    }
  }
}

extension JSONValue {
  /// About how many bytes it takes as text.
  fileprivate var weight: Int {
    switch self {
    case .null, .bool: 4
    case .int, .double: 6
    case .string(let text): text.utf8.count + 2
    case .array(let elements): elements.reduce(2) { $0 + $1.weight + 1 }
    case .object(let members): members.reduce(2) { $0 + $1.key.utf8.count + $1.value.weight + 4 }
    }
  }
}
