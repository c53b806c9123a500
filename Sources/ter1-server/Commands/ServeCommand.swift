import ArgumentParser
import Glibc
import Localization
import TER1News
import TER1Server

struct ServeCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "serve", abstract: tr("Serve a cooperative over HTTP until SIGTERM."),
      discussion: tr(
        "TLS is the business of a reverse proxy (docs/server.md). Without --behind-proxy the server listens on loopback and on Unix sockets only."
      ))
  }
  @OptionGroup var options: DataOptions
  @Option(help: ArgumentHelp(tr("Where to listen; port 0 picks a free one."), valueName: "host:port|unix:/path"))
  var listen = "127.0.0.1:8420"
  @Flag(help: ArgumentHelp(tr("A reverse proxy with TLS stands in front."))) var behindProxy = false
  @Option(
    help: ArgumentHelp(
      tr("Beside loopback, the proxy speaks from this address (may be repeated)."), valueName: "address"))
  var proxy: [String] = []
  @Option(
    help: ArgumentHelp(
      tr(
        "How long a client may take to say what it wants; for what it sends then, ten times as long and a second more for each 50 bytes."
      ), valueName: "seconds"))
  var patience = 30
  @Option(
    help: ArgumentHelp(
      tr("Requests that a member may send a second, and ten times as many at once; an address five times that."),
      valueName: "number"))
  var rate = 200

  @Option(
    help: ArgumentHelp(
      tr("What a member may take of the disk, in bytes, or with K, M, G or T behind it; 0: whatever he likes."),
      valueName: "size"))
  var memberSize = ByteSize(bytes: 10 << 30)

  @Flag(help: ArgumentHelp(tr("Read no feeds of news."))) var noFeeds = false
  @Flag(help: ArgumentHelp(tr("Feeds of news may be on this machine and in its network."))) var privateFeeds = false

  func run() throws {
    guard let address = ListenAddress(listen) else {
      throw failure(tr("%1 is no HOST:PORT and no unix:/path", listen), 64)
    }
    guard (1...3600).contains(patience) else { throw failure(tr("%1 is from %2 to %3", "--patience", 1, 3600), 64) }
    guard (1...1_000_000).contains(rate) else { throw failure(tr("%1 is from %2 to %3", "--rate", 1, 1_000_000), 64) }
    let cooperative = try options.open(memberBytes: memberSize.bytes == 0 ? nil : memberSize.bytes)
    let lock = try reporting { () throws(CooperativeError) in try ServingLock(cooperative) }
    try withExtendedLifetime(lock) { try serve(cooperative, address) }
  }

  private func serve(_ cooperative: Cooperative, _ address: ListenAddress) throws {
    var signals = blockSignals()
    let (listener, server) = try start(cooperative, address)
    write(line: "ter1-server: listening on \(listener.url)", to: STDOUT_FILENO)
    var signal: Int32 = 0
    sigwait(&signals, &signal)
    server.stop(withinSeconds: 10)
    if case .unix(let path) = address { unlink(path) }
    try reporting { () throws(CooperativeError) in try cooperative.close() }
  }

  private func start(_ cooperative: Cooperative, _ address: ListenAddress) throws -> (Listener, HTTPServer) {
    do throws(ListenAddress.Failure) {
      let listener = try Listener(address)
      guard listener.isLoopback || behindProxy else {
        close(listener.descriptor)
        throw ListenAddress.Failure(
          description:
            tr("%1: plain HTTP is for loopback and Unix sockets; with a TLS proxy in front: --behind-proxy", listen))
      }
      let rule = ProxyRule(isDeclared: behindProxy, addresses: Set(proxy))
      let router = Router(
        cooperative: cooperative, proxy: rule, hub: EventHub(cooperative), quota: Quota(),
        rate: RateLimit(perSecond: rate))
      cleanUp(cooperative)
      if !noFeeds { readFeeds(cooperative) }
      return (listener, try HTTPServer(listener, router, Patience(head: patience)))
    } catch {
      throw failure(error.description, 69)
    }
  }

  /// Threads inherit the mask: only `sigwait` sees these signals.
  private func blockSignals() -> sigset_t {
    signal(SIGPIPE, SIG_IGN)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    return signals
  }

  private func readFeeds(_ cooperative: Cooperative) {
    var manners = FeedManners()
    manners.allowsPrivate = privateFeeds
    Workers.thread { [manners] in
      guard let rounds = FeedRounds(cooperative, manners: manners) else { return }
      while true {
        do throws(CooperativeError) {
          try rounds.visitAll { write(line: "ter1-server: feed \($0): \($1.rawValue)", to: STDERR_FILENO) }
        } catch {
          write(line: "ter1-server: feeds: \(error.description)", to: STDERR_FILENO)
        }
        sleep(5)
      }
    }
  }

  /// Removes abandoned blobs now and every hour.
  private func cleanUp(_ cooperative: Cooperative) {
    Workers.thread {
      while true {
        do throws(CooperativeError) {
          try cooperative.removeAbandonedBlobs()
        } catch {
          write(line: "ter1-server: \(error.description)", to: STDERR_FILENO)
        }
        sleep(3600)
      }
    }
  }
}
