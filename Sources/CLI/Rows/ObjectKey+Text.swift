internal import ClientCore

extension ObjectKey {
  /// How a key is written on the command line: `1/Message/M12`. Stable for the life of the cache file.
  var text: String { "\(account.rawValue)/\(type.rawValue)/\(id.rawValue)" }

  init?(text: String) {
    let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let account = Int64(parts[0]), !parts[1].isEmpty, !parts[2].isEmpty else { return nil }
    self.init(AccountID(rawValue: account), TypeName(String(parts[1])), ObjectID(String(parts[2])))
  }
}
