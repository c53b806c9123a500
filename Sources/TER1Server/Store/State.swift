/// A state of one type for one member: `<epoch>.<rights>.<modseq>` or, between pages of /changes,
/// `<epoch>.<rights>.<modseq>-<origin>`, so that what was created since the origin is called created on every page.
struct State: Hashable {
  /// Drawn when the cooperative was made: states of another one are not ours.
  let epoch: String
  /// Counts how often what the member may read changed.
  let rights: Int64
  let modseq: Int64
  let origin: Int64

  init(epoch: String, rights: Int64, modseq: Int64, origin: Int64? = nil) {
    self.epoch = epoch
    self.rights = rights
    self.modseq = modseq
    self.origin = origin ?? modseq
  }

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let rights = Int64(parts[1]) else { return nil }
    let numbers = parts[2].split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard (1...2).contains(numbers.count), let modseq = numbers[0], let origin = numbers[numbers.count - 1],
      (0...modseq).contains(origin)
    else { return nil }
    self.init(epoch: String(parts[0]), rights: rights, modseq: modseq, origin: origin)
  }

  var text: String { "\(epoch).\(rights).\(modseq)" + (origin == modseq ? "" : "-\(origin)") }
}
