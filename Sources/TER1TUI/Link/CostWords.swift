public import ClientCore
public import Localization

/// What fetching or sending something will cost, in words: the one place that makes them.
public struct CostWords: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  /// "1,2 Mo, 40 s, 24 % du budget".
  public func text(_ cost: FetchCost) -> String {
    let share = cost.share.map { tr("%1 % of the day’s budget", $0 < 0.01 ? "<1" : String(Int(($0 * 100).rounded()))) }
    let parts = [ByteCount.text(cost.bytes, tr), cost.seconds.map(seconds), share].compactMap(\.self)
    return parts.joined(separator: ", ") + (cost.exceedsBudget ? " (" + tr("more than is left") + ")" : "")
  }

  /// "40 s", "3 min", "2 h": as people say what they wait.
  public func seconds(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: tr("less than a second")
    case ..<100: tr("about %1 s", Int(seconds.rounded()))
    case ..<6_000: tr("about %1 min", Int((seconds / 60).rounded()))
    default: tr("about %1 h", Int((seconds / 3_600).rounded()))
    }
  }

  /// "600 ms, 6 ko/s"; what was not measured yet is left out.
  public func quality(_ quality: LinkQuality) -> String {
    let roundTrip = quality.roundTrip.map { tr("%1 ms there and back", Int(($0 * 1_000).rounded())) }
    let down = quality.down.map { tr("%1 a second", ByteCount.text(Int($0), tr)) }
    let up = quality.up.map { tr("%1 a second up", ByteCount.text(Int($0), tr)) }
    let parts = [roundTrip, down, up].compactMap(\.self)
    return parts.isEmpty ? tr("not measured yet") : parts.joined(separator: ", ")
  }
}
