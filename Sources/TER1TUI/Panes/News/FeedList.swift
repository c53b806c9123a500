import ClientCore
import Feeds
import Foundation
import Localization
import Text

/// A list of feeds in a file of this machine, on its way to the feeds that this client reads by itself.
struct FeedList: Sendable {
  private enum Outcome: Sendable {
    case read(OPML)
    case broken(FeedError)
    case noFile, unreadable
  }

  private let outcome: Outcome
  private let name: SafeText

  /// - Parameter path: as it was typed.
  static func reading(_ path: String) -> Effect {
    .read(pane: NewsPane.name, tag: "opml:" + path) { (_) throws(CacheError) in FeedList(path: path) }
  }

  private init(path: String) {
    let path = TypedPath.expanded(path)
    (name, outcome) = (TypedPath.name(path), Self.outcome(path))
  }

  private static func outcome(_ path: String) -> Outcome {
    guard TypedPath.kind(path) == .file else { return .noFile }
    let size = TypedPath.size(path)
    guard size <= FeedLimits.usual.feedBytes else { return .broken(.tooLarge(bytes: size)) }
    // Why it cannot be read matters less than that it cannot.
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return .unreadable }
    do throws(FeedError) { return .read(try OPML(reading: Array(bytes))) } catch { return .broken(error) }
  }

  /// What adds those that are not there yet, reads them, and says so.
  func added(_ context: Context) throws(CacheError) -> [Effect] {
    let tr = context.tr
    switch outcome {
    case .noFile: return [.notice(Notice(.warning, tr("There is no file “%1”", name)))]
    case .unreadable: return [.notice(Notice(.warning, tr("%1 cannot be read", name)))]
    case .broken(let error): return [.notice(Notice(.warning, NewsWords(tr).listTrouble(error)))]
    case .read(let list):
      guard !list.feeds.isEmpty else { return [.notice(Notice(.warning, tr("The list names no feed.")))] }
      let known = Set(try context.cache.feeds(nil).filter(\.isOwn).map { $0.feed.url.line.string })
      let new = list.feeds.filter { !known.contains($0.address) }
      let mutations = new.map { feed in
        Feed.add(
          feed.address, title: feed.title, folder: feed.folders.joined(separator: " / "), to: .own,
          clientID: context.makeID())
      }
      let notice = Notice(.success, words(list, new.count, tr))
      return mutations.isEmpty ? [.notice(notice)] : [.enqueue(mutations), .readFeeds, .notice(notice)]
    }
  }

  private func words(_ list: OPML, _ new: Int, _ tr: Catalog) -> String {
    var words = [tr(new, "%1 feed added", "%1 feeds added")]
    let there = list.feeds.count - new
    if there > 0 { words.append(tr(there, "%1 feed was there already.", "%1 feeds were there already.")) }
    if !list.passedOver.isEmpty {
      words.append(tr(list.passedOver.count, "%1 line names no feed of the web", "%1 lines name no feed of the web"))
    }
    return words.joined(separator: "; ")
  }
}
