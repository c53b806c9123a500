public import Localization
import Settings
public import Sync
import TER1TUI
import Wire

/// An answer that is not what a server of ours gives, or one that says no.
extension FaultWords {
  init(answer error: SyncError, server: String, _ tr: Catalog) {
    let kept = Self.kept(tr)
    switch error {
    case .needsLogin:
      self.init(
        tr("password needed"), tr("password needed: ter1 account login"),
        tr("%1 refused the name or the password.", server), safe: tr("What waits in the outbox stays there."),
        remedy: tr("Check the name, then give the password again: ter1 account login NAME"))
    case .revoked:
      self.init(
        tr("access revoked"), tr("access revoked: ter1 account login"),
        tr("%1 lets this device in no more: its access was revoked.", server),
        safe: tr("All that was fetched and written is still here; nothing was sent."),
        remedy: tr("To come back, give the password: ter1 account login NAME. If it was not you, ask the cooperative."))
    case .forbidden:
      let what = tr("%1 knows you and does not let you in.", server)
      self.init(tr("not let in"), what, what, remedy: tr("Ask the cooperative."))
    case .notJMAP(let stranger): self.init(stranger, server: server, tr)
    case .foreignHost(let host):
      let what = tr("%1 sends us on to %2, which is no part of it. Your password was not given there.", server, host)
      self.init(tr("sent elsewhere"), what, what, remedy: tr("If that is right, add the account with that address."))
    case .nothingOffered:
      let what = tr("%1 is a JMAP server, but offers nothing that ter1 can show.", server)
      self.init(tr("nothing offered"), what, what)
    case .address(let refusal): self.init(refusal, tr)
    case .contradictory(let contradiction): self.init(contradiction, server: server, tr)
    case .methodFailed(let error) where error.type == MethodError.forbidden:
      let what = tr("%1 does not give you the right to do this.", server)
      self.init(tr("no right to"), what, what, remedy: tr("Ask the cooperative."))
    case .cancelled: self.init(tr("broken off"), tr("broken off"), tr("It was broken off."), safe: kept)
    default: self.init(unusable: error, server, tr)
    }
  }

  private init(unusable error: SyncError, _ server: String, _ tr: Catalog) {
    let (short, status) = (tr("strange answer"), tr("%1 gives an answer that cannot be used", server))
    let what =
      switch error {
      case .unreadable(let detail): tr("The answer of %1 cannot be understood: %2.", server, detail)
      case .tooLarge(let limit): tr("The answer of %1 is larger than %2 bytes; it was not taken.", server, limit)
      case .refused(let error):
        tr("%1 refused the request: %2.", server, Self.reason(error.limit ?? error.type, error.detail, tr))
      case .methodFailed(let error):
        tr("%1 could not do it: %2.", server, Self.reason(error.type, error.description, tr))
      default: "\(error)"
      }
    self.init(short, status, what, safe: Self.kept(tr), remedy: tr("Try again later."))
  }

  /// Our words for what the standard names; the server's own beside those for a failure, which its log knows, and alone for all else.
  private static func reason(_ type: String, _ said: String?, _ tr: Catalog) -> String {
    guard let words = ServerErrorWords.text(type, tr) else { return said ?? type }
    guard type == MethodError.serverFail, let said, !said.isEmpty else { return words }
    return "\(words) (\(said))"
  }

  private init(_ contradiction: SyncError.Contradiction, server: String, _ tr: Catalog) {
    let (short, status) = (tr("contradiction"), tr("%1 contradicts itself", server))
    let what =
      switch contradiction {
      case .foreignAccount: tr("%1 answered for another account than it was asked about.", server)
      case .endless: tr("%1 tells of changes without end, and always of the same.", server)
      case .state: tr("%1 gives a state that cannot be one.", server)
      case .longerThanSaid(let size): tr("%1 sends more than the %2 bytes that it spoke of.", server, size)
      }
    self.init(
      short, status, what, safe: tr("Nothing of that was taken; what was here is kept."),
      remedy: tr("It is tried again later. Tell those who run the server."))
  }

  private init(_ stranger: SyncError.Stranger, server: String, _ tr: Catalog) {
    let check = tr("Check the address; the cooperative knows it.")
    switch stranger {
    case .webPage:
      self.init(
        offline: tr("a web page"), tr("a web page answers where a server should"),
        tr("At %1 a web page answers where a server should.", server), tr,
        remedy: tr("In a train or a café, open a browser and log in to its network first; else check the address."))
    case .redirect(let url):
      self.init(
        offline: tr("sent elsewhere"), tr("sent on to %1", url), tr("%1 sends us on to %2 without end.", server, url),
        tr,
        remedy: tr("Check the address."))
    case .notFound:
      let what = tr("There is no TER1 server at %1.", server)
      self.init(tr("no server there"), what, what, remedy: check)
    case .status(let status):
      let what = tr("There is no TER1 server at %1 (status %2).", server, status)
      self.init(tr("no server there"), what, what, remedy: check)
    }
  }

  /// Why an address is not spoken to.
  public init(_ refusal: URLRefusal, _ tr: Catalog) {
    let short = tr("wrong address")
    switch refusal {
    case .malformed(let text):
      let what = tr("“%1” is no address.", text)
      self.init(short, what, what, remedy: tr("Give a domain (coop.example) or a URL."))
    case .plainHTTP(let host):
      let what = tr(
        "%1 is only spoken to over HTTPS: plain HTTP would show your password to everybody on the way.", host)
      self.init(short, what, what, remedy: tr("Give the address with https://."))
    case .scheme(let scheme):
      let what = tr("“%1:” is no way to reach a server.", scheme)
      self.init(short, what, what, remedy: tr("Give the address with https://."))
    }
  }
}

/// A file that is brought or sent.
extension FaultWords {
  init(_ failure: SyncError.FileFailure, _ tr: Catalog) {
    switch failure {
    case .diskFull(let path):
      let what = tr("The disk is full: there is no room for %1.", path)
      self.init(
        tr("disk full"), what, what, safe: tr("What has arrived is kept."),
        remedy: tr("Free some room: it goes on where it stopped."))
    case .notWritable(let path, let errno):
      self.init(file: tr("%1 cannot be written: %2.", path, SpawnError.reason(errno)), tr)
    case .notReadable(let path, let errno):
      self.init(file: tr("%1 cannot be read: %2.", path, SpawnError.reason(errno)), tr)
    case .wrongDigest:
      self.init(
        file: tr("What arrived is not the file that the server described; it was thrown away."), tr,
        remedy: tr("Try again."))
    case .arrivedDamaged:
      self.init(
        file: tr("What the server received is not what was sent."), tr,
        remedy: tr("It is sent again by itself; what is here is untouched."))
    case .gone: self.init(file: tr("The server no longer has this file."), tr)
    case .tooLarge(let limit): self.init(file: tr("The server takes no file larger than %1 bytes.", limit), tr)
    }
  }

  private init(file what: String, _ tr: Catalog, remedy: String? = nil) {
    self.init(tr("file"), what, what, remedy: remedy)
  }
}
