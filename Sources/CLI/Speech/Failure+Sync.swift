internal import ClientCore
internal import Localization
internal import Settings
internal import Sync
internal import Wire

/// What a failed conversation with a server means for a person.
extension Failure {
  /// - Parameter server: as the person knows it: the domain, or the account's name.
  init(_ error: SyncError, server: String) {
    switch error {
    case .offline(let error): self.init(error, server: server)
    case .untrusted(let failure): self.init(failure, server: server)
    case .needsLogin:
      self.init(
        .denied, tr("%1 refused the name or the password.", server), safe: tr("What waits in the outbox stays there."),
        remedy: tr("Check the name, then give the password again: ter1 account login NAME"))
    case .forbidden:
      self.init(.denied, tr("%1 knows you and does not let you in.", server), remedy: tr("Ask the cooperative."))
    case .throttled(let seconds):
      self.init(
        .queued, tr("%1 asks to wait: too many requests, or too many wrong passwords.", server),
        remedy: seconds.map { tr("Try again in %1 seconds.", Int($0)) } ?? tr("Try again in some minutes."))
    case .serverFailed(let status, _):
      self.init(
        .unreachable, tr("%1 has trouble of its own (status %2).", server, status), safe: Self.kept,
        remedy: tr("Try again later."))
    case .cache(let error): self.init(error)
    case .file(let failure): self.init(failure)
    case .cancelled: self.init(.queued, tr("It was broken off."), safe: Self.kept)
    default: self = Self.answer(error, server)
    }
  }

  private static var kept: String {
    tr("Nothing was lost: what you have is shown, what you wrote waits in the outbox.")
  }

  /// An answer that is not what a server of ours gives.
  private static func answer(_ error: SyncError, _ server: String) -> Failure {
    switch error {
    case .notJMAP(let stranger): return Failure(stranger, server: server)
    case .unreadable(let detail):
      return Failure(
        .unreachable, tr("The answer of %1 cannot be understood: %2.", server, detail), safe: kept,
        remedy: tr("Try again later."))
    case .tooLarge(let limit):
      return Failure(
        .unreachable, tr("The answer of %1 is larger than %2 bytes; it was not taken.", server, limit), safe: kept)
    case .refused(let error):
      return Failure(.unreachable, tr("%1 refused the request: %2.", server, error.detail ?? error.type), safe: kept)
    case .methodFailed(let error):
      return Failure(.unreachable, tr("%1 could not do it: %2.", server, error.description ?? error.type), safe: kept)
    case .address(let refusal): return Failure(refusal)
    case .foreignHost(let host):
      return Failure(
        .unreachable,
        tr("%1 sends us on to %2, which is no part of it. Your password was not given there.", server, host),
        remedy: tr("If that is right, add the account with that address."))
    case .nothingOffered:
      return Failure(.unreachable, tr("%1 is a JMAP server, but offers nothing that ter1 can show.", server))
    default: return Failure(.internal, "\(error)")
    }
  }

  private init(_ stranger: SyncError.Stranger, server: String) {
    switch stranger {
    case .webPage:
      self.init(
        .unreachable, tr("At %1 a web page answers where a server should.", server),
        remedy: tr("In a train or a café, open a browser and log in to its network first; else check the address."))
    case .redirect(let url):
      self.init(.unreachable, tr("%1 sends us on to %2 without end.", server, url), remedy: tr("Check the address."))
    case .notFound:
      self.init(
        .unreachable, tr("There is no TER1 server at %1.", server),
        remedy: tr("Check the address; the cooperative knows it."))
    case .status(let status):
      self.init(
        .unreachable, tr("There is no TER1 server at %1 (status %2).", server, status),
        remedy: tr("Check the address; the cooperative knows it."))
    }
  }

  init(_ refusal: URLRefusal) {
    switch refusal {
    case .malformed(let text):
      self.init(.usage, tr("“%1” is no address.", text), remedy: tr("Give a domain (coop.example) or a URL."))
    case .plainHTTP(let host):
      self.init(
        .usage,
        tr("%1 is only spoken to over HTTPS: plain HTTP would show your password to everybody on the way.", host),
        remedy: tr("Give the address with https://."))
    case .scheme(let scheme):
      self.init(.usage, tr("“%1:” is no way to reach a server.", scheme), remedy: tr("Give the address with https://."))
    }
  }
}

extension Failure {
  private init(_ error: TransportError, server: String) {
    let later = tr("Try again when the link is back.")
    switch error {
    case .unreachable(.unknownHost(let host)):
      self.init(
        .unreachable, tr("No machine is called %1, as far as the network here knows.", host), safe: Self.kept,
        remedy: tr("Check the name and the link."))
    case .unreachable(.unknownProxy):
      self.init(
        .unreachable, tr("The proxy is not known."), safe: Self.kept, remedy: tr("Check “proxy” in accounts.toml."))
    case .unreachable(.proxyRefused):
      self.init(
        .unreachable, tr("The proxy refused the connection."), safe: Self.kept,
        remedy: tr("Check “proxy” in accounts.toml."))
    case .unreachable(.noConnection):
      self.init(
        .unreachable, tr("%1 cannot be reached: it is down, or the link is.", server), safe: Self.kept, remedy: later)
    case .timedOut(let seconds, _):
      self.init(
        .unreachable, tr("Nothing came from %1 for %2 seconds.", server, Int(seconds)), safe: Self.kept, remedy: later)
    case .interrupted:
      self.init(.unreachable, tr("The connection to %1 broke.", server), safe: Self.kept, remedy: later)
    case .notPossible(let detail): self.init(.internal, tr("The connection cannot be made: %1.", detail))
    case .tls(let failure): self.init(failure, server: server)
    case .tooLarge(let limit): self = Self.answer(.tooLarge(limit: limit), server)
    case .cancelled: self.init(SyncError.cancelled, server: server)
    }
  }

  private init(_ failure: TransportError.TLSFailure, server: String) {
    let safe = tr("Nothing was sent: neither your password nor a message.")
    switch failure {
    case .wrongName(let host):
      self.init(
        .unreachable, tr("The certificate shown for %1 belongs to another name: perhaps somebody listens in.", host),
        safe: safe,
        remedy: tr("Check the address; else ask the cooperative, by another way than this network."))
    case .expired:
      self.init(
        .unreachable, tr("The certificate of %1 has expired.", server), safe: safe,
        remedy: tr("Check the clock of this machine; else tell the cooperative."))
    case .untrusted:
      self.init(
        .unreachable, tr("Nobody whom this machine trusts vouches for the certificate of %1.", server), safe: safe,
        remedy: tr("A cooperative with a certificate of its own: add the account with --ca-file FILE."))
    case .handshake(let detail):
      self.init(.unreachable, tr("No secure connection to %1 comes about: %2.", server, detail), safe: safe)
    case .caFile:
      self.init(
        .configuration, tr("The file named by ca_file cannot be read."), safe: safe, remedy: tr("See accounts.toml."))
    }
  }

  private init(_ failure: SyncError.FileFailure) {
    switch failure {
    case .notWritable(let path, let errno):
      self.init(.cannotCreate, tr("%1 cannot be written: %2.", path, SpawnError.reason(errno)))
    case .notReadable(let path, let errno):
      self.init(.inputOutput, tr("%1 cannot be read: %2.", path, SpawnError.reason(errno)))
    case .wrongDigest:
      self.init(
        .data, tr("What arrived is not the file that the server described; it was thrown away."),
        remedy: tr("Try again."))
    case .gone: self.init(.notFound, tr("The server no longer has this file."))
    case .tooLarge(let limit): self.init(.data, tr("The server takes no file larger than %1 bytes.", limit))
    }
  }
}
