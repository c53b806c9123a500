internal import Bundles
internal import ClientCore
internal import Localization
internal import Runtime
internal import Sync
internal import Text

extension Failure {
  private static var words: BundleWords { BundleWords(Catalog(Speech.language)) }

  init(_ refusal: BundleRefusal) {
    let words = Self.words
    self.init(.data, refusal.what(tr), safe: tr("Nothing was changed."), remedy: words.remedy(refusal))
  }

  init(_ trouble: BundleFiles.Trouble) {
    let what = Self.words.what(trouble)
    switch trouble {
    case .cannotRead: self.init(.notFound, what)
    case .exists: self.init(.cannotCreate, what, safe: tr("Nothing was written."))
    case .cannotWrite: self.init(.inputOutput, what)
    case .refused(let refusal): self.init(refusal)
    }
  }

  init(_ failure: BundleFailure, name: (ObjectID) -> String = { $0.rawValue }) {
    let what = Self.words.what(failure, name: name) ?? ""
    let remedy = Self.words.remedy(failure)
    switch failure {
    case .cache(let error): self.init(error)
    case .refused(let refusal): self.init(refusal)
    case .files(let trouble): self.init(trouble)
    case .neverSynced, .notOffered, .noKey, .nothing: self.init(.data, what, remedy: remedy)
    case .unreadable: self.init(.inputOutput, what, remedy: remedy)
    case .unreachable: self.init(.notFound, what, remedy: remedy)
    }
  }

  init(_ failure: BundleFailure, _ desk: BundleDesk, _ reader: CacheReader) {
    self.init(failure) { member in
      // Where even the name cannot be read, the id has to do.
      (try? BundleCommand.name(of: member, desk, reader))?.line.string ?? member.rawValue
    }
  }
}
