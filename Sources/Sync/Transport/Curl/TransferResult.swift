import CCurl

/// What curl's result means.
struct TransferResult {
  let result: Result<Void, TransportError>

  init(_ transfer: Transfer, _ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
    if let failure = transfer.failure {
      result = .failure(failure)
    } else {
      result = code == CURLE_OK ? .success(()) : .failure(Self.error(transfer, easy, code))
    }
  }

  private static func error(
    _ transfer: Transfer, _ easy: UnsafeMutableRawPointer, _ code: CURLcode
  ) -> TransportError {
    let text = transfer.errorText
    let detail = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return .unreachable(.unknownHost(transfer.request.url.host))
    case CURLE_COULDNT_RESOLVE_PROXY: return .unreachable(.unknownProxy)
    case CURLE_PROXY: return .unreachable(.proxyRefused)
    case CURLE_COULDNT_CONNECT: return .unreachable(.noConnection(detail: detail))
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(seconds: transfer.options.connectSeconds, .connecting)
    case CURLE_PEER_FAILED_VERIFICATION:
      return .tls(untrusted(ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT), transfer, detail))
    case CURLE_SSL_CACERT_BADFILE: return .tls(.caFile)
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM: return .tls(.handshake(detail: detail))
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
      return .notPossible(detail: detail)
    default: return .interrupted(detail: detail)
    }
  }

  /// `verification` is OpenSSL's X509_V_ERR_…. curl checks the name itself once the chain is good, and leaves 0 or its own 1
  /// there.
  private static func untrusted(_ verification: Int, _ transfer: Transfer, _ detail: String)
    -> TransportError.TLSFailure
  {
    switch verification {
    case 0, 1, 62: .wrongName(host: transfer.request.url.host)
    case 10: .expired
    default: .untrusted(detail: detail)
    }
  }
}
