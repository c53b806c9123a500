import CCurl
import Glibc

/// What curl's result means.
struct TransferResult {
  let result: Result<Void, TransportError>

  init(_ transfer: Transfer, _ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
    if let failure = transfer.failure {
      result = .failure(failure)
    } else {
      let isCut = code == CURLE_OK && !transfer.hasHead
      result =
        isCut
        ? .failure(.interrupted(detail: "cut within the head"))
        : code == CURLE_OK ? .success(()) : .failure(Self.error(transfer, easy, code))
    }
  }

  private static func error(
    _ transfer: Transfer, _ easy: UnsafeMutableRawPointer, _ code: CURLcode
  ) -> TransportError {
    let text = transfer.errorText
    let detail = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    if let failure = ProxyResult(transfer, easy, code).failure { return .proxy(failure) }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return .unreachable(unresolved(transfer, easy))
    case CURLE_COULDNT_CONNECT: return .unreachable(unconnected(easy, detail))
    case CURLE_OPERATION_TIMEDOUT: return timedOut(transfer)
    case CURLE_PEER_FAILED_VERIFICATION:
      return .tls(untrusted(ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT), transfer, detail))
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return .tls(.otherKey)
    case CURLE_SSL_CACERT_BADFILE: return .tls(.caFile)
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM: return .tls(.handshake(detail: detail))
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
      return .notPossible(detail: detail)
    default: return .interrupted(detail: detail)
    }
  }

  /// A resolver that is there says at once that it knows no such name; `NameLookup` finds out what a quick refusal means.
  private static func unresolved(_ transfer: Transfer, _ easy: UnsafeMutableRawPointer) -> TransportError.Unreachable {
    let host = transfer.request.url.host
    guard LocalNetwork.isThere else { return .noNetwork }
    return ccurl_get_seconds(easy, CURLINFO_TOTAL_TIME_T) > 4 ? .resolverSilent(host: host) : .unknownHost(host)
  }

  private static func unconnected(
    _ easy: UnsafeMutableRawPointer, _ detail: String
  ) -> TransportError.Unreachable {
    switch Int32(ccurl_get_long(easy, CURLINFO_OS_ERRNO)) {
    case ECONNREFUSED: .refused
    case ENETUNREACH where !LocalNetwork.isThere, ENETDOWN: .noNetwork
    default: .noConnection(detail: detail)
    }
  }

  private static func timedOut(_ transfer: Transfer) -> TransportError {
    let seconds = transfer.options.connectSeconds
    return switch transfer.stage {
    case .resolving: .unreachable(.resolverSilent(host: transfer.request.url.host))
    case .securing, .waiting: .timedOut(seconds: seconds, .securing)
    case .queued, .connecting: .timedOut(seconds: seconds, .connecting)
    }
  }

  /// `verification` is OpenSSL's X509_V_ERR_…. curl checks the name itself once the chain is good, and leaves 0 or its own 1
  /// there.
  private static func untrusted(_ verification: Int, _ transfer: Transfer, _ detail: String)
    -> TransportError.TLSFailure
  {
    switch verification {
    case 0, 1, 62: .wrongName(host: transfer.request.url.host)
    case 9: .notYetValid
    case 10: .expired
    default: .untrusted(detail: detail)
    }
  }
}
