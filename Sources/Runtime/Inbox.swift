import ClientCore
import Glibc
import Synchronization
import TER1TUI

/// The one way into the main thread. It is a merge point, not a queue: change sets are united and a login's state is replaced, so
/// that it stays small however long a burst lasts. The first post after it was emptied makes its pipe readable.
final class Inbox: Sendable {
  private struct Content: Sendable {
    var changes: ChangeSet?
    var links: [String: LinkState] = [:]
    var standings: [String: LinkStanding] = [:]
    var events: [Event] = []
    var hasSignalled = false
  }

  /// Notices beyond this many are dropped, oldest first: nobody would read them.
  private static let longest = 1_000

  private let content = Mutex(Content())
  private let writeEnd: Int32
  /// Readable when there is something.
  let descriptor: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (descriptor, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(writeEnd)
  }

  func post(_ event: Event) {
    let isFirst = content.withLock { content in
      switch event {
      case .cacheChanged(let changes): content.changes = Self.union(content.changes, changes)
      case .link(let login, let state): content.links[login] = state
      case .standing(let login, let standing): content.standings[login] = standing
      default:
        content.events.append(event)
        if content.events.count > Self.longest { content.events.removeFirst() }
      }
      defer { content.hasSignalled = true }
      return !content.hasSignalled
    }
    guard isFirst else { return }
    var byte: UInt8 = 0
    _ = write(writeEnd, &byte, 1)
  }

  private static func union(_ left: ChangeSet?, _ right: ChangeSet) -> ChangeSet {
    guard var union = left else { return right }
    union.merge(right)
    return union
  }

  /// Everything that came since the last time; at most one `cacheChanged`.
  func drain() -> [Event] {
    var byte: UInt8 = 0
    while read(descriptor, &byte, 1) == 1 {}
    let content = content.withLock { content in
      defer { content = Content() }
      return content
    }
    let links = content.links.sorted { $0.key < $1.key }.map { Event.link(login: $0.key, $0.value) }
    let standings = content.standings.sorted { $0.key < $1.key }.map { Event.standing(login: $0.key, $0.value) }
    return links + standings + (content.changes.map { [.cacheChanged($0)] } ?? []) + content.events
  }
}
