/// A movement of the cursor, the same in every pane.
enum Motion: Hashable, Sendable {
  case lines(Int)
  case halfPages(Int)
  case pages(Int)
  case first, last

  /// How many lines that is; 0 for the ends.
  func distance(height: Int) -> Int {
    switch self {
    case .lines(let count): count
    case .halfPages(let count): count * max(1, height / 2)
    case .pages(let count): count * max(1, height - 1)
    case .first, .last: 0
    }
  }

  /// How many times it is made.
  var count: Int {
    switch self {
    case .lines(let count), .halfPages(let count), .pages(let count): abs(count)
    case .first, .last: 1
    }
  }

  /// It, made once.
  var once: Motion {
    switch self {
    case .lines(let count): .lines(count.signum())
    case .halfPages(let count): .halfPages(count.signum())
    case .pages(let count): .pages(count.signum())
    case .first, .last: self
    }
  }

  var isPage: Bool {
    switch self {
    case .pages, .halfPages: true
    default: false
    }
  }
}
