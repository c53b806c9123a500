import ClientCore
import Foundation
import Text

/// Finds the names in a folder that hold all the words typed, accents and capitals aside.
struct FolderFilter {
  private let words: [String]
  /// Nobody scrolls through more; another letter is quicker.
  private static let longest = 500
  private static let step = 1_000

  init(_ text: String) { words = Self.folded(text).split(separator: " ").map(String.init) }

  func rows(in folder: ObjectID?, of account: AccountID, _ cache: CacheReader) throws(CacheError) -> [FileRow] {
    var found: [FileRow] = []
    var offset = 0
    while let page = try cache.folder(account, folder, at: .index(offset), limit: Self.step)?.rows {
      found += page.rows.filter { matches($0.node.name) }
      offset += Self.step
      if offset >= page.total || found.count >= Self.longest { break }
    }
    return Array(found.prefix(Self.longest))
  }

  private func matches(_ name: UntrustedText) -> Bool {
    let name = Self.folded(name.raw)
    return words.allSatisfy { name.contains($0) }
  }

  private static func folded(_ text: String) -> String {
    text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
  }
}
