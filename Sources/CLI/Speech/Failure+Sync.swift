internal import ClientCore
internal import Foundation
internal import Localization
internal import Runtime
internal import Sync
internal import Wire

/// What a failed conversation with a server means for a script: its exit status. The words are `FaultWords`'.
extension Failure {
  /// - Parameter server: as the person knows it: the domain, or the account's name.
  init(_ error: SyncError, server: String) {
    if case .cache(let error) = error {
      self.init(error)
      return
    }
    let words = FaultWords(error, server: server, tr) { Self.clock(in: $0) }
    self.init(Self.status(of: error), words)
  }

  /// While an account is being added: there is none yet to log in to, and no outbox.
  init(adding error: SyncError, server: String) {
    self.init(error, server: server)
    let isNew = safe == nil || safe == FaultWords.kept(tr) || error == .needsLogin
    if isNew { safe = tr("No account was added.") }
    if error == .needsLogin { remedy = tr("Check the name and the password, then add it again.") }
  }

  init(_ refusal: URLRefusal) { self.init(.usage, FaultWords(refusal, tr)) }

  private init(_ status: ExitStatus, _ words: FaultWords) {
    self.init(status, words.what, safe: words.safe, remedy: words.remedy)
  }

  private static func status(of error: SyncError) -> ExitStatus {
    switch error {
    case .needsLogin, .revoked, .forbidden: .denied
    case .methodFailed(let error) where error.type == MethodError.forbidden: .denied
    case .throttled, .cancelled: .queued
    case .untrusted(.caFile): .configuration
    case .offline(.notPossible): .internal
    case .address: .usage
    case .file(let failure): status(of: failure)
    default: .unreachable
    }
  }

  private static func status(of failure: SyncError.FileFailure) -> ExitStatus {
    switch failure {
    case .diskFull, .notReadable: .inputOutput
    case .notWritable: .cannotCreate
    case .wrongDigest, .arrivedDamaged, .tooLarge: .data
    case .gone: .notFound
    }
  }

  /// "14:05", so many seconds from now.
  private static func clock(in seconds: Double) -> String {
    let zone = (try? Desk())?.zone ?? .current
    return FaultWords.time(Date.now.timeIntervalSince1970 + seconds, in: zone)
  }
}
