import CCurl
import Glibc

/// What the curl thread runs. All its state but `commands` belongs to that thread.
final class CurlLoop: @unchecked Sendable {
  enum Command {
    case add(Transfer)
    case cancel(Transfer)
    case resume(Transfer)
    /// Whatever was connected is to be taken for lost.
    case leaveConnections
    case quit
  }

  /// Why nothing can be sent; nil: it can.
  private let refusal: TransportError?
  private let multi: UnsafeMutableRawPointer?
  private let share: OpaquePointer?
  private let commands = Locked<[Command]>([])
  private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
  private let sockets = SocketLedger()
  private var watch = LinkWatch()
  private var isQuitting = false

  init(refusal: TransportError? = CurlLoop.curlRefusal) {
    multi = refusal == nil ? curl_multi_init() : nil
    self.refusal = refusal ?? (multi == nil ? .notPossible(detail: "curl_multi_init") : nil)
    guard multi != nil else {
      share = nil
      return
    }
    share = curl_share_init().map { OpaquePointer($0) }
    ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 6)
    // Kept between transfers, so that a second connection resumes the TLS session of the first.
    share.map { _ = ccurl_share(UnsafeMutableRawPointer($0), CURL_LOCK_DATA_SSL_SESSION) }
  }

  deinit {
    if multi != nil { curl_multi_cleanup(multi) }
    share.map { _ = curl_share_cleanup(UnsafeMutableRawPointer($0)) }
  }

  func post(_ command: Command) {
    if let refusal {
      if case .add(let transfer) = command { transfer.buffer.finish(.failure(refusal)) }
      return
    }
    commands.withLock { $0.append(command) }
    curl_multi_wakeup(multi)
  }

  func start() {
    guard refusal == nil else { return }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let failed = pthread_create(&thread, nil, Self.body, context)
    precondition(failed == 0, "no thread can be started")
    pthread_detach(thread)
  }

  private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
    guard let context else { return nil }
    // OpenSSL writes to sockets that the other side has closed; the signal is not for the rest of the program to ignore.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }

  /// Why curl itself is of no use here; nil: it is ready.
  static let curlRefusal: TransportError? = {
    let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    guard code != CURLE_OK else { return nil }
    return .notPossible(detail: "curl_global_init: " + String(cString: curl_easy_strerror(code)))
  }()

  /// Seconds on the monotonic clock.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

// MARK: - The loop

extension CurlLoop {
  private func run() {
    while !isQuitting {
      obey()
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      collect()
      sockets.settle(at: Self.now())
      let wait = endStalled()
      guard !isQuitting else { break }
      curl_multi_poll(multi, nil, 0, wait, nil)
    }
    for transfer in transfers.values { finish(transfer, .failure(.cancelled)) }
  }

  private func obey() {
    let commands = commands.withLock { commands in
      defer { commands = [] }
      return commands
    }
    for command in commands {
      switch command {
      case .add(let transfer): add(transfer)
      case .cancel(let transfer): finish(transfer, .failure(.cancelled))
      case .resume(let transfer): resume(transfer)
      case .leaveConnections: sockets.endAll()
      case .quit: isQuitting = true
      }
    }
  }

  private func add(_ transfer: Transfer) {
    guard !transfer.isCancelled.withLock({ $0 }) else { return transfer.buffer.finish(.failure(.cancelled)) }
    guard let easy = transfer.prepare(share: share, isIPv6Dead: watch.isIPv6Dead(of: transfer.request.url.host))
    else {
      return transfer.buffer.finish(.failure(transfer.failure ?? .notPossible(detail: "")))
    }
    sockets.watch(easy, transfer)
    transfers[easy] = transfer
    guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
      return finish(transfer, .failure(.notPossible(detail: "curl_multi_add_handle")))
    }
  }

  private func resume(_ transfer: Transfer) {
    guard let easy = transfer.easy, transfers[easy] != nil, transfer.isPaused else { return }
    transfer.isPaused = false
    transfer.touch()
    curl_easy_pause(easy, CURLPAUSE_CONT)
  }

  private func collect() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let transfer = transfers[easy]
      else { continue }
      finish(transfer, TransferResult(transfer, easy, ccurl_message_result(message)).result)
    }
  }

  private func finish(_ transfer: Transfer, _ result: Result<Void, TransportError>) {
    guard let easy = transfer.easy, transfers.removeValue(forKey: easy) != nil else { return }
    count(transfer, easy)
    transfer.measure()
    if transfer.foundIPv6Dead { watch.rememberIPv6IsDead(of: transfer.request.url.host) }
    curl_multi_remove_handle(multi, easy)
    transfer.close()
    transfer.buffer.finish(result)
  }

  /// Ends what has not moved for too long.
  /// - Returns: in how many milliseconds to look again at the latest.
  private func endStalled() -> Int32 {
    if watch.hasSlept() { sockets.endAll() }
    var next = 60.0
    let areAllQueued = transfers.values.allSatisfy { $0.stage == .queued }
    for transfer in transfers.values where !transfer.isPaused {
      switch watch.look(at: transfer, sockets, isAlone: areAllQueued) {
      case .wait(let seconds): next = min(next, max(seconds, 0.01))
      case .end(let error):
        sockets.end(port: transfer.localPort)
        finish(transfer, .failure(error))
      }
    }
    return Int32(next * 1000) + 1
  }
}

// MARK: - Bytes

extension CurlLoop {
  private func count(_ transfer: Transfer, _ easy: UnsafeMutableRawPointer) {
    transfer.meter.add(requests: 1, up: 0, down: 0)
    let socket = ccurl_active_socket(easy)
    guard !sockets.settle(socket, with: transfer.meter) else { return }
    let up = ccurl_get_long(easy, CURLINFO_REQUEST_SIZE) + ccurl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T)
    let down = ccurl_get_long(easy, CURLINFO_HEADER_SIZE) + ccurl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T)
    // Those of a closed TCP connection were counted when it closed.
    if transfer.options.unixSocket != nil { transfer.meter.add(up: up, down: down) }
  }
}
