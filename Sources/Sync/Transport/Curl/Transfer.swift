import CCurl
import Glibc
import Vault

/// One request under way. Made by whoever asks; after `CurlEngine.add` it belongs to the curl thread, save for `buffer` and
/// `isCancelled`, which are locked.
final class Transfer: @unchecked Sendable {
  /// More header bytes than this end the transfer.
  static let maximumHeaderSize = 64 * 1024

  let request: HTTPRequest
  let options: ConnectionOptions
  let meter: LinkMeter
  let buffer: ChunkBuffer
  let isCancelled = Locked(false)
  private let timing = Locked(LinkSample())

  weak var ledger: SocketLedger?
  private(set) var easy: UnsafeMutableRawPointer?
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let error = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var head = HTTPHead(status: 0)
  private var headerSize = 0
  /// Whether the head of the answer came whole; curl does not mind one that is cut.
  private(set) var hasHead = false
  private var received = 0
  private var file: Int32 = -1
  private var content: ContentFile?
  private var fileOffset = 0
  /// Seconds on the monotonic clock: when something last moved, of this exchange and on its connection.
  private(set) var lastMove: Double = 0
  private(set) var lastOwnMove: Double = 0
  /// What had gone over its connection then.
  var bytesOfConnection = 0
  var isPaused = false
  var isResolving = false
  var hasTriedIPv6 = false
  /// Whether there is a TCP connection, so that only silence ends the wait.
  var isConnected = false
  /// Why we ended it ourselves.
  var failure: TransportError?

  init(_ request: HTTPRequest, _ options: ConnectionOptions, _ meter: LinkMeter, _ buffer: ChunkBuffer) {
    (self.request, self.options, self.meter, self.buffer) = (request, options, meter, buffer)
  }

  deinit {
    close()
    error.deallocate()
  }

  func close() {
    if let easy { curl_easy_cleanup(easy) }
    curl_slist_free_all(headers)
    if file >= 0 { Glibc.close(file) }
    (easy, headers, file) = (nil, nil, -1)
  }

  /// - Returns: the easy handle, or nil when curl cannot do it; then `failure` says why.
  func prepare(share: OpaquePointer?, isIPv6Dead: Bool) -> UnsafeMutableRawPointer? {
    guard let easy = curl_easy_init() else {
      failure = .notPossible(detail: "curl_easy_init")
      return nil
    }
    self.easy = easy
    touch()
    var setup = EasySetup(easy: easy)
    setup.connection(options, url: request.url)
    setup.pointer(CURLOPT_SHARE, share.map(UnsafeMutableRawPointer.init))
    if isIPv6Dead { setup.skipWaitForIPv6() }
    setup.request(request)
    headers = setup.headers(of: request)
    body(&setup)
    receivers(&setup)
    guard setup.failed == nil else {
      failure = setup.failed
      return nil
    }
    return easy
  }

  /// What it took of the link so far, and how fast; the latter once it is done.
  var sample: LinkSample {
    var sample = timing.withLock { $0 }
    sample.traffic = meter.traffic
    return sample
  }

  /// To be called once it is done, before the handle is closed.
  func measure() {
    guard let easy else { return }
    var sample = LinkSample()
    let (sent, first, end) = (
      ccurl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T), ccurl_get_offset(easy, CURLINFO_STARTTRANSFER_TIME_T),
      ccurl_get_offset(easy, CURLINFO_TOTAL_TIME_T)
    )
    guard first > 0 else { return }
    let (uploaded, waited) = (ccurl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T), Double(first - sent) / 1e6)
    if uploaded < LinkSample.tellingUpload {
      sample.roundTrip = waited
    } else {
      // curl takes the first byte of a long body that leaves for the start of the transfer. The answer to one is short.
      sample.sent = (uploaded, Double(end - sent) / 1e6)
    }
    sample.content = (ccurl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T), Double(end - first) / 1e6)
    timing.withLock { $0 = sample }
  }

  func touch() {
    lastMove = CurlLoop.now()
    lastOwnMove = lastMove
  }

  func touchConnection() { lastMove = CurlLoop.now() }

  private func body(_ setup: inout EasySetup) {
    guard case .file(let path, let size, let key)? = request.body else { return }
    file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      setup.failed = .notPossible(detail: String(cString: strerror(errno)))
      return
    }
    do { content = try ContentFile(descriptor: file, key: key) } catch {
      setup.failed = .notPossible(detail: "\(error)")
      return
    }
    let context = Unmanaged.passUnretained(self).toOpaque()
    setup.upload(size: size, context: context, read: readCallback, seek: seekCallback)
  }

  private func receivers(_ setup: inout EasySetup) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    setup.receive(context: context, head: headCallback, body: bodyCallback)
    setup.noteResolving(context: context, resolverCallback)
    error.pointee = 0
    setup.pointer(CURLOPT_ERRORBUFFER, error)
  }
}

// MARK: - What curl calls

extension Transfer {
  fileprivate func takeHeader(_ line: String, size: Int) -> Bool {
    touch()
    headerSize += size
    guard headerSize <= Self.maximumHeaderSize else {
      failure = .tooLarge(limit: Self.maximumHeaderSize)
      return false
    }
    if line.hasPrefix("HTTP/") {
      head = HTTPHead(status: line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
    } else if line.isEmpty {
      if head.status >= 200 {
        hasHead = true
        buffer.setHead(head)
      }
    } else if let colon = line.firstIndex(of: ":") {
      head.set(String(line[..<colon]), line[line.index(after: colon)...].trimmed)
    }
    return true
  }

  fileprivate func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    touch()
    guard received + bytes.count <= request.maximumSize else {
      failure = .tooLarge(limit: request.maximumSize)
      return 0
    }
    guard buffer.append(bytes) else {
      isPaused = true
      return Int(CURL_WRITEFUNC_PAUSE)
    }
    received += bytes.count
    return bytes.count
  }

  fileprivate func give(_ space: UnsafeMutableRawPointer, _ count: Int) -> Int {
    touch()
    guard case .file(_, let size, _)? = request.body, let content else { return 0 }
    let bytes: [UInt8]
    do { bytes = try content.read(at: fileOffset, count: min(count, size - fileOffset)) } catch {
      return Int(CURL_READFUNC_ABORT)
    }
    bytes.withUnsafeBytes { if let start = $0.baseAddress { space.copyMemory(from: start, byteCount: $0.count) } }
    fileOffset += bytes.count
    return bytes.count
  }

  fileprivate func seek(to offset: Int) { fileOffset = offset }

  var errorText: String { String(cString: error) }
}

private func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
  Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

private let headCallback: ccurl_transfer_function = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let raw = UnsafeRawBufferPointer(start: bytes, count: size * count)
  let line = String(decoding: raw, as: UTF8.self).trimmed
  return transfer(context).takeHeader(line, size: raw.count) ? raw.count : 0
}

private let bodyCallback: ccurl_transfer_function = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  return bytes.withMemoryRebound(to: UInt8.self, capacity: size * count) {
    transfer(context).takeBody(UnsafeBufferPointer(start: $0, count: size * count))
  }
}

private let readCallback: ccurl_transfer_function = { space, size, count, context in
  guard let space, let context else { return 0 }
  return transfer(context).give(space, size * count)
}

private let seekCallback: ccurl_seek_function = { context, offset, origin in
  guard let context, origin == SEEK_SET else { return CURL_SEEKFUNC_CANTSEEK }
  transfer(context).seek(to: offset)
  return CURL_SEEKFUNC_OK
}

private let resolverCallback: ccurl_resolver_function = { _, _, context in
  if let context { transfer(context).isResolving = true }
  return 0
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    let end = lastIndex { !isSpace($0) }.map { index(after: $0) } ?? startIndex
    return String(self[startIndex..<end].drop(while: isSpace))
  }
}
