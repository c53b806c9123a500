import Compression

/// Which codings an answer may come in, where we undo them and not curl: docs/protocol.md, section 18.
enum AnswerCoding {
  /// The server said that it has our dictionary: nothing else is worth its bytes in the request.
  case dictionary
  /// Nobody said anything yet.
  case unknownServer

  private var accepted: String {
    switch self {
    case .dictionary: SharedDictionary.coding
    case .unknownServer: SharedDictionary.coding + ", gzip"
    }
  }

  /// Whoever sends content in the dictionary's coding is answered in it: docs/protocol.md, section 18.
  func ask(_ request: HTTPRequest) -> HTTPRequest {
    var request = request
    request.acceptsCompression = false
    let isSaid = request.headers.contains { $0.name == "Content-Encoding" && $0.value == SharedDictionary.coding }
    if !isSaid { request.headers.append(("Accept-Encoding", accepted)) }
    return request
  }

  /// - Parameter most: bytes that may come out.
  static func undo(_ response: HTTPResponse, most: Int) throws(SyncError) -> HTTPResponse {
    let content: [UInt8]
    // Half of what is coded as one is nothing.
    if let cut = response.cut, response.head["content-encoding"] != nil { throw SyncError(cut) }
    switch response.head["content-encoding"]?.lowercased() {
    case SharedDictionary.coding:
      do {
        content = try Zstandard.decompress(response.body, most: most, usingDictionary: true)
      } catch .tooLarge { throw .tooLarge(limit: most) } catch { throw .unreadable(detail: "damaged in its coding") }
    case "gzip", "x-gzip":
      guard let inflated = try Gzip.decompress(response.body, most: most) else {
        throw .unreadable(detail: "damaged in its coding")
      }
      content = inflated
    default: return response
    }
    var plain = response
    plain.body = content
    return plain
  }
}
