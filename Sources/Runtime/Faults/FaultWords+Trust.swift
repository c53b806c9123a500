import Localization
import Sync
import Text

/// Somebody answers who is not to be trusted.
extension FaultWords {
  init(_ portal: SyncError.Portal, server: String, _ tr: Catalog) {
    let page = portal.page?.line
    self.init(
      tr("network login"),
      page.map { tr("log in to this network: %1", $0) }
        ?? tr("offline: %1", tr("this network answers in the server’s place: a login page?")),
      Self.happened(portal, server, tr), safe: Self.kept(tr),
      remedy: page.map { tr("Log in to the network with a browser: %1. ter1 then goes on by itself.", $0) }
        ?? tr("In a train or a café, open a browser and log in to its network first; ter1 then goes on by itself."))
    if case .certificate = portal.sign {
      safe = tr("Nothing was sent: neither your password nor a message.") + " " + Self.kept(tr)
    }
  }

  private static func happened(_ portal: SyncError.Portal, _ server: String, _ tr: Catalog) -> String {
    switch portal.sign {
    case .webPage:
      tr("At %1 a web page answers where a server should: probably the login page of this network.", server)
    case .redirect, .noPassage: tr("This network sends us elsewhere than to %1: probably to its login page.", server)
    case .demandsLogin: tr("This network lets nobody through before a login.")
    case .certificate:
      tr(
        "What answers at %1 cannot prove that it is the server: probably the login page of this network. Away from it, ask the cooperative.",
        server)
    }
  }

  init(_ failure: TransportError.TLSFailure, server: String, _ tr: Catalog) {
    let refused = tr("certificate")
    switch failure {
    case .wrongName(let host):
      self.init(
        refused, tr("the certificate shown for %1 is another’s", host),
        tr("The certificate shown for %1 belongs to another name: perhaps somebody listens in.", host),
        remedy: tr("Check the address; else ask the cooperative, by another way than this network."))
    case .expired:
      self.init(
        refused, tr("the certificate of %1 has expired", server), tr("The certificate of %1 has expired.", server),
        remedy: tr("Check the clock of this machine; else tell the cooperative."))
    case .notYetValid:
      self.init(clockOff: server, tr)
    case .untrusted:
      self.init(
        refused, tr("nobody vouches for the certificate of %1", server),
        tr("Nobody whom this machine trusts vouches for the certificate of %1.", server),
        remedy: tr("A cooperative with a certificate of its own: add the account with --ca-file FILE."))
    case .handshake(let detail):
      self.init(
        tr("no secure link"), tr("no secure connection to %1", server),
        tr("No secure connection to %1 comes about: %2.", server, detail))
    case .otherKey:
      self.init(
        tr("KEY CHANGED"), tr("%1 SHOWS ANOTHER KEY THAN THE ONE YOU PINNED", server),
        tr(
          "%1 shows another key than the one that you pinned: somebody may listen in, or the server got a new one.",
          server),
        remedy: tr(
          "Ask the cooperative, by another way than this network, for its new key; then: ter1 account pin NAME sha256//…"
        ))
    case .caFile:
      self.init(
        tr("ca_file"), tr("the file named by ca_file cannot be read"), tr("The file named by ca_file cannot be read."),
        remedy: tr("See accounts.toml."))
    }
    safe = tr("Nothing was sent: neither your password nor a message.")
  }

  private init(clockOff server: String, _ tr: Catalog) {
    self.init(
      tr("wrong clock"), tr("the clock is slow"),
      tr("The certificate of %1 begins in the future: the clock of this machine seems to be slow.", server),
      remedy: tr("Set the clock (date, or timedatectl set-ntp true); ter1 goes on by itself."))
  }
}
