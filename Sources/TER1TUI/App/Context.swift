public import ClientCore
public import Foundation
import Localization

/// What the program's surroundings give to the interface; everything here is a value or made from outside, so that a test decides
/// time, ids and place.
public struct Surroundings: Sendable {
  public var cache: CacheReader
  /// Seconds since 1970.
  public var now: Double
  public var zone: TimeZone
  /// Makes a clientId nobody has used.
  public var makeID: @Sendable () -> String

  public init(cache: CacheReader, now: Double, zone: TimeZone, makeID: @escaping @Sendable () -> String) {
    (self.cache, self.now, self.zone, self.makeID) = (cache, now, zone, makeID)
  }
}

/// What a pane is given when something happens: the cache to read, the words to speak, the room it has.
struct Context: Sendable {
  let cache: CacheReader
  let tr: Catalog
  /// Seconds since 1970.
  let now: Double
  let zone: TimeZone
  let makeID: @Sendable () -> String
  /// The room the pane has.
  let size: Size
  /// The account looked at; nil: all of them.
  let account: AccountID?
  let accounts: [Account]
  /// How each login's link is used.
  var standings: [String: LinkStanding] = [:]
  /// What is known of each login's connection.
  var links: [String: LinkState] = [:]
  /// The sums of the day when the interface began.
  var costAtStart: CostPane.Sums = [:]
  /// Where files are put that are fetched: a folder of this machine.
  var downloadFolder = "."
  /// Whether every message of a topic is shown whole, until somebody chooses otherwise.
  var showsWholeTopics = false
  /// Whether what the cursor of a list is on is shown beside it, where there is room.
  var previews = false
  /// What maps are drawn with.
  var picture = MapPicture.braille
  /// Whether each line is read by itself, with nothing above it.
  var isLinear: Bool { drawing.isLinear }
  /// Words after the command's name.
  var arguments: [String] = []
  /// A number typed before the keys.
  var count: Int?
  /// The number that was meant: the command's argument, or typed before the keys.
  var number: Int? { arguments.first.flatMap(Int.init) ?? count }
  /// Whether a person was told what it costs, and wants it.
  var isAgreed: Bool { arguments.last == CostQuestion.agreed }
  /// The keys that lead to a command now; nil when it has none.
  var keys: @Sendable (_ command: String) -> String? = { _ in nil }

  /// Whether there are several accounts, so that their names must be shown.
  var hasSeveralAccounts: Bool { account == nil && accounts.count > 1 }

  /// How the link of an account's login is used; nil while there is none.
  func standing(_ account: AccountID) -> LinkStanding? {
    accounts.first { $0.id == account }.flatMap { standings[$0.login] }
  }

  /// Seconds since 1970, by the clock of the account's server where this machine's is known to be wrong.
  func trueNow(_ account: AccountID) -> Double { now - (standing(account)?.clockOff ?? 0) }

  /// Whether what is sent now reaches the account's server at once, as far as is known.
  func isOnline(_ account: AccountID) -> Bool {
    accounts.first { $0.id == account }.flatMap { links[$0.login] }?.isUpToDate ?? false
  }

  /// Why not, as the cache tells it; that it cannot be read is a reason of its own.
  func reason(_ read: () throws(CacheError) -> String?) -> String? {
    do throws(CacheError) { return try read() } catch { return tr("The cache cannot be read now") }
  }

  var lookalikes = LookalikeNames()

  var drawing: DrawContext {
    DrawContext(
      tr: tr, now: now, zone: zone, accounts: accounts, account: account, standings: standings, lookalikes: lookalikes,
      previews: previews, picture: picture, keys: keys)
  }
}

/// What drawing may ask beside the pane's own state.
struct DrawContext: Sendable {
  let tr: Catalog
  let now: Double
  let zone: TimeZone
  let accounts: [Account]
  let account: AccountID?
  /// How each login's link is used.
  var standings: [String: LinkStanding] = [:]
  /// Members whose names look the same.
  var lookalikes = LookalikeNames()
  /// Whether what the cursor of a list is on is shown beside it, where there is room.
  var previews = false
  /// What maps are drawn with.
  var picture = MapPicture.braille
  /// Whether each line is read by itself, with nothing above it.
  var isLinear: Bool { picture == .words }
  /// The keys that lead to a command now, for sentences such as "press a to write"; nil when it has none.
  var keys: @Sendable (_ command: String) -> String? = { _ in nil }

  var hasSeveralAccounts: Bool { account == nil && accounts.count > 1 }

  /// "about 40 s left", at the speed last measured; nil: none was.
  func timeLeft(_ bytes: Int, going direction: FetchCost.Direction = .down, _ account: AccountID) -> String? {
    let standing = accounts.first { $0.id == account }.flatMap { standings[$0.login] }
    return FetchCost(size: bytes, going: direction, standing).seconds.map { tr("%1 left", CostWords(tr).seconds($0)) }
  }
}
