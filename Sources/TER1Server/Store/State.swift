/// A state of one type for one member: `<epoch>.<rights>.<modseq>` or, between pages of /changes,
/// `<epoch>.<rights>.<modseq>-<origin>-<top>`, so that what was created since the origin is called created on every page, and
/// what was destroyed after the first page, when the last change was `top`, is not passed over.
struct State: Hashable {
  /// In which the last of the state's changes was made (`Epochs`).
  let epoch: String
  /// Counts how often what the member may read changed.
  let rights: Int64
  let modseq: Int64
  let origin: Int64
  /// nil: no page was given since the origin.
  let top: Int64?

  init(epoch: String, rights: Int64, modseq: Int64, origin: Int64? = nil, top: Int64? = nil) {
    self.epoch = epoch
    self.rights = rights
    self.modseq = modseq
    self.origin = origin ?? modseq
    self.top = top
  }

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let rights = Int64(parts[1]) else { return nil }
    let numbers = parts[2].split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard numbers.count == 1 || numbers.count == 3, let modseq = numbers[0] else { return nil }
    guard numbers.count == 3 else {
      self.init(epoch: String(parts[0]), rights: rights, modseq: modseq)
      return
    }
    guard let origin = numbers[1], let top = numbers[2], modseq >= 0, (0...modseq).contains(origin), top >= 0 else {
      return nil
    }
    self.init(epoch: String(parts[0]), rights: rights, modseq: modseq, origin: origin, top: top)
  }

  var text: String { "\(epoch).\(rights).\(modseq)" + (top.map { "-\(origin)-\($0)" } ?? "") }
}
