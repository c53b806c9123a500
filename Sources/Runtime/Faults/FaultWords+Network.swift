import Localization
import Sync

/// No usable answer came over the network.
extension FaultWords {
  init(_ error: TransportError, server: String, _ tr: Catalog) {
    switch error {
    case .unreachable(let reason): self.init(reason, server: server, tr)
    case .proxy(let failure): self.init(failure, tr)
    case .tls(let failure): self.init(failure, server: server, tr)
    case .timedOut(let seconds, let phase): self.init(silent: phase, Int(seconds.rounded()), server: server, tr)
    case .interrupted:
      self.init(
        offline: tr("link cut"), tr("the connection broke"), tr("The connection to %1 broke.", server), tr,
        remedy: Self.later(tr))
    case .notPossible(let detail):
      self.init(
        tr("internal error"), tr("the connection cannot be made"), tr("The connection cannot be made: %1.", detail))
    case .tooLarge(let limit): self.init(answer: .tooLarge(limit: limit), server: server, tr)
    case .cancelled: self.init(answer: .cancelled, server: server, tr)
    }
  }

  private init(_ reason: TransportError.Unreachable, server: String, _ tr: Catalog) {
    switch reason {
    case .noNetwork:
      self.init(
        offline: tr("no network"), tr("no network on this machine"), tr("This machine has no network."), tr,
        remedy: tr("Connect it: cable, Wi-Fi or telephone."))
    case .unknownHost(let host):
      self.init(
        offline: tr("name unknown"), tr("nobody here knows the name %1", host),
        tr("No machine is called %1, as far as the network here knows.", host), tr,
        remedy: tr("Check the name and the link."))
    case .resolverSilent(let host):
      self.init(
        offline: tr("DNS silent"), tr("the network finds no names (DNS)"),
        tr("The network here does not say where %1 is: its name service (DNS) is silent.", host), tr,
        remedy: Self.later(tr))
    case .refused:
      self.init(
        offline: tr("server closed"), tr("server closed"),
        tr(
          "The machine of %1 answers and takes no connections: the server is down, or something on the way refuses for it.",
          server),
        tr, remedy: tr("Try again later."))
    case .noConnection:
      self.init(
        offline: tr("out of reach"), tr("%1 cannot be reached", server),
        tr("%1 cannot be reached: it is down, or the link is.", server), tr, remedy: Self.later(tr))
    }
  }

  private init(silent phase: TransportError.Phase, _ seconds: Int, server: String, _ tr: Catalog) {
    switch phase {
    case .connecting:
      self.init(
        offline: tr("no answer"), tr("no answer from %1", server),
        tr("%1 did not answer for %2 seconds: it is down, or the link is.", server, seconds), tr, remedy: Self.later(tr)
      )
    case .securing:
      self.init(
        offline: tr("no answer"), tr("no secure connection to %1 in time", server),
        tr("%1 answers, but the secure connection did not come about: nothing moved for %2 seconds.", server, seconds),
        tr,
        remedy: Self.later(tr))
    case .waiting:
      self.init(
        offline: tr("link stalled"), tr("nothing moved for %1 s", seconds),
        tr("Nothing came from %1 for %2 seconds.", server, seconds), tr, remedy: Self.later(tr))
    }
  }

  private init(_ failure: TransportError.ProxyFailure, _ tr: Catalog) {
    let check = tr("Check “proxy” in accounts.toml.")
    switch failure {
    case .unknownName:
      self.init(
        offline: tr("proxy unknown"), tr("the proxy is not known"), tr("The proxy is not known."), tr, remedy: check)
    case .unreachable:
      self.init(
        offline: tr("proxy down"), tr("the proxy does not answer"), tr("The proxy does not answer."), tr,
        remedy: tr("Start it (Tor, for instance), or check “proxy” in accounts.toml."))
    case .needsLogin:
      self.init(
        offline: tr("proxy: login"), tr("the proxy wants a name and a password"),
        tr("The proxy wants a name and a password, or others than it got."), tr,
        remedy: tr("Write them into “proxy” in accounts.toml: http://NAME:PASSWORD@HOST:PORT"))
    case .refused(let status):
      self.init(
        offline: tr("proxy refuses"), tr("the proxy refuses the connection"),
        status.map { tr("The proxy refused the connection (status %1).", $0) }
          ?? tr("The proxy refused the connection."),
        tr, remedy: check)
    case .cannotReach:
      self.init(
        offline: tr("behind the proxy"), tr("the proxy cannot reach the server"),
        tr("The proxy works, and cannot reach the server or does not know its name."), tr, remedy: Self.later(tr))
    case .notAProxy:
      self.init(
        offline: tr("no proxy there"), tr("what answers is no proxy"),
        tr("What answers where the proxy should be is no proxy of this kind."), tr, remedy: check)
    }
  }
}
