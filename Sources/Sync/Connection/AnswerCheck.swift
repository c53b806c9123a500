import JSON
import Text
import Wire

/// Tells an answer that can be used from all that may come instead of it.
enum AnswerCheck {
  /// The JSON of a good answer.
  static func json(_ response: HTTPResponse) throws(SyncError) -> JSONValue {
    try status(response)
    guard !isWebPage(response) else { throw .notJMAP(.webPage) }
    do { return try JSONValue(parsing: response.body) } catch { throw .unreadable(detail: "\(error)") }
  }

  static func status(_ response: HTTPResponse) throws(SyncError) {
    switch response.status {
    case 200..<300: return
    case 300..<400: throw .notJMAP(.redirect(to: response.head["location"] ?? ""))
    case 401: throw .needsLogin
    case 403: throw .forbidden
    case 404, 410: throw .notJMAP(.notFound)
    case 429: throw .throttled(retryAfter: response.head.retryAfter)
    case 511: throw .portal(.init(.demandsLogin, page: response.head["location"].map { UntrustedText($0) }))
    case 500...: throw .serverFailed(status: response.status, retryAfter: response.head.retryAfter)
    default: try problem(response)
    }
  }

  /// RFC 8620, section 3.6.1.
  private static func problem(_ response: HTTPResponse) throws(SyncError) {
    guard !isWebPage(response) else { throw .notJMAP(.webPage) }
    guard let json = try? JSONValue(parsing: response.body), json["type"]?.string != nil else {
      throw .notJMAP(.status(response.status))
    }
    let error = RequestError(json, status: response.status)
    guard error.type != RequestError.overLimit || error.limit != "maxConcurrentRequests" else {
      throw .throttled(retryAfter: response.head.retryAfter)
    }
    throw .refused(error)
  }

  /// Some portals call their page anything; its first character tells.
  private static func isWebPage(_ response: HTTPResponse) -> Bool {
    let type = response.head.mediaType
    guard type != "text/html" && type != "application/xhtml+xml" else { return true }
    let first = response.body.first { $0 > 0x20 }
    return first == UInt8(ascii: "<")
  }
}
