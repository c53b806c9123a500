import ClientCore
import Text

/// What tells cooperatives apart in a few cells: their names without the words that all of them begin with.
struct AccountNames {
  private let names: [AccountID: SafeText]

  static let columns = 10
  /// On a screen of a telephone.
  static let fewColumns = 7

  init(_ accounts: [Account], columns: Int) {
    let words = accounts.map { $0.name.line.string.split(separator: " ") }
    let least = words.map { $0.count - 1 }.min() ?? 0
    let common = (0..<max(0, least)).prefix { place in Set(words.map { $0[place] }).count == 1 }.count
    let short = words.map { words in
      SafeText(words.dropFirst(common).drop { Self.small.contains($0) && $0 != words.last }.joined(separator: " "))
        .clipped(to: columns)
    }
    // Where they look the same, their numbers tell them apart, as the keys do.
    let names = Set(short).count == short.count ? short : accounts.indices.map { SafeText(String($0 + 1)) }
    self.names = Dictionary(zip(accounts.map(\.id), names)) { first, _ in first }
  }

  subscript(_ account: AccountID) -> SafeText { names[account] ?? "" }

  private static let small: Set<Substring> = ["de", "du", "des", "la", "le", "les", "of", "the", "–", "-"]
}

extension DrawContext {
  /// Whose something is, where there are several cooperatives; else nil.
  func whose(columns: Int = AccountNames.columns) -> AccountNames? {
    hasSeveralAccounts ? AccountNames(accounts, columns: columns) : nil
  }

  /// The same beside a row so wide, at its end.
  func adding(whose account: AccountID, to layout: RowLayout, _ columns: Int) -> RowLayout {
    let cells = columns < 56 ? AccountNames.fewColumns : AccountNames.columns
    return whose(columns: cells).map { layout.adding(Line($0[account], .dim), .fixed(cells)) } ?? layout
  }

  /// A title with the cooperative it is of; where there is no room for both the title is cut, as long as something of it is left.
  func title(_ name: SafeText, of account: AccountID, columns: Int = Size.told) -> SafeText {
    guard let whose = whose() else { return name }
    let end = SafeText(" · ") + whose[account]
    return name.clipped(to: max(10, columns - end.width)) + end
  }
}
