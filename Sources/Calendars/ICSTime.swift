import Foundation

/// A date or a time of an iCalendar file.
struct ICSTime: Equatable {
  enum Kind: Equatable {
    case date, utc, floating
    /// A name of the IANA database.
    case zone(String)
  }

  let kind: Kind
  let local: WallTime

  /// - Parameter zones: turns a TZID into a name of the IANA database.
  init?(_ value: some StringProtocol, tzid: String?, zones: inout ICSZones) {
    guard let local = WallTime(basic: value) else { return nil }
    self.local = local
    if value.count == 8 {
      kind = .date
    } else if value.hasSuffix("Z") {
      kind = .utc
    } else {
      kind = tzid.flatMap { zones.name(of: $0) }.map(Kind.zone) ?? .floating
    }
  }

  /// As JSCalendar's `timeZone`.
  var zoneName: String? {
    switch kind {
    case .date, .floating: nil
    case .utc: "Etc/UTC"
    case .zone(let name): name
    }
  }

  private var zone: TimeZone? { zoneName.flatMap(TimeZone.init(identifier:)) }

  /// What a clock in the zone of `other` shows at this time.
  func local(like other: ICSTime) -> WallTime {
    guard kind != other.kind, let zone, let theirs = other.zone else { return local }
    return WallTime(instant: local.instant(in: zone), in: theirs)
  }

  /// Seconds from here to `end`, in real time.
  func seconds(until end: ICSTime) -> Int64 {
    guard let zone, let other = end.zone else { return end.local.seconds - local.seconds }
    return end.local.instant(in: other) - local.instant(in: zone)
  }
}
