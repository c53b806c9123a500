import Foundation
import JSON
import TER1Server
import Wire

// Uploads and downloads: docs/protocol.md, section 12.
extension Router {
  // MARK: Upload

  func upload(_ head: HTTPHead, _ account: String, _ member: Member, _ content: HTTPContent) -> HTTPAnswer {
    guard account == cooperative.accountID else { return .problem(404, "no such account") }
    if let header = head.headers["content-range"] {
      guard head.method == "PUT", let range = ContentRange(header), let id = head.headers["upload-id"],
        (1...64).contains(id.utf8.count)
      else { return .problem(400, "Content-Range needs PUT and Upload-Id") }
      return piece(range, of: id, head, member, content)
    }
    do throws(CooperativeError) {
      // Compressed content, or content in chunks, did not tell its size before.
      if case .file(_, let size) = content, try !cooperative.hasRoom(for: Int64(size), of: member) {
        return .tooLarge("overQuota")
      }
      let blob =
        switch content {
        case .file(let path, _): try cooperative.keepBlob(fromFile: path, for: member)
        case .memory(let bytes): try cooperative.keepBlob(bytes, for: member)
        case .none: try cooperative.keepBlob([], for: member)
        }
      return uploaded(blob, head)
    } catch {
      return .failed(error, in: "upload")
    }
  }

  /// The refusal of an upload for which its member has no room any more; nil: he has. It is asked before anything of it is read.
  func refusal(_ head: HTTPHead, _ member: Member) -> HTTPAnswer? {
    do throws(CooperativeError) {
      guard try !cooperative.hasRoom(for: missing(head, member), of: member) else { return nil }
      cooperative.audit.count("overQuota", by: member.handle)
      return .tooLarge("overQuota")
    } catch {
      return .failed(error, in: "upload")
    }
  }

  /// How many bytes the upload is yet to bring.
  private func missing(_ head: HTTPHead, _ member: Member) -> Int64 {
    guard let range = head.headers["content-range"].flatMap(ContentRange.init) else {
      return head.headers["content-length"].flatMap { Int64($0) } ?? 0
    }
    let total =
      switch range {
      case .question(let total), .piece(_, _, let total): total
      }
    return max(0, total - (head.headers["upload-id"].map { cooperative.progress(ofUpload: $0, by: member) } ?? 0))
  }

  /// Where the content of an upload goes.
  func uploadReception(_ head: HTTPHead, _ member: Member, _ most: Int) -> Reception {
    guard case .piece(let first, _, _)? = head.headers["content-range"].flatMap(ContentRange.init),
      let id = head.headers["upload-id"], (1...64).contains(id.utf8.count)
    else { return .file(path: cooperative.temporaryUploadPath(), most: most) }
    return .piece(path: cooperative.piecePath(ofUpload: id, by: member, at: first), most: most)
  }

  private func uploaded(_ blob: Blob, _ head: HTTPHead) -> HTTPAnswer {
    let answer: JSONValue = [
      "accountId": .string(cooperative.accountID), "blobId": .string(blob.id), "sha256": .string(blob.sha256),
      "type": .string(MediaType.safe(head.headers["content-type"])), "size": .int(blob.size),
    ]
    return HTTPAnswer(status: 201, type: "application/json", answer.bytes)
  }

  private func piece(
    _ range: ContentRange, of id: String, _ head: HTTPHead, _ member: Member, _ content: HTTPContent
  ) -> HTTPAnswer {
    switch (range, content) {
    case (.question(let total), _):
      guard total <= Limits.core.maxSizeUpload else { return .tooLarge("maxSizeUpload") }
      return standing(of: id, total: total, head, member)
    case (.piece(let first, let last, let total), .file(let path, let size)):
      guard total <= Limits.core.maxSizeUpload else { return .tooLarge("maxSizeUpload") }
      guard Int64(size) == last - first + 1 else { return .problem(400, "Content-Range and content differ") }
      return append(path, at: first, total: total, to: id, head, member)
    default: return .problem(400, "a piece has content")
    }
  }

  private func standing(of id: String, total: Int64, _ head: HTTPHead, _ member: Member) -> HTTPAnswer {
    do {
      try cooperative.takeCutPieces(ofUpload: id, by: member)
      let there = cooperative.progress(ofUpload: id, by: member)
      guard total > 0, there >= total else { return progress(there) }
      return uploaded(try cooperative.finishUpload(id, by: member), head)
    } catch UploadError.misplaced(let there) {
      return progress(there)
    } catch {
      return .failed(error, in: "upload")
    }
  }

  private func append(
    _ path: String, at first: Int64, total: Int64, to id: String, _ head: HTTPHead, _ member: Member
  ) -> HTTPAnswer {
    do {
      let there = try cooperative.appendUpload(id, by: member, piece: path, at: first)
      guard there >= total else { return progress(there) }
      return uploaded(try cooperative.finishUpload(id, by: member), head)
    } catch UploadError.misplaced(let there) {
      return progress(there)
    } catch {
      return .failed(error, in: "upload")
    }
  }

  private func progress(_ there: Int64) -> HTTPAnswer {
    var answer = HTTPAnswer(status: 308)
    if there > 0 { answer.headers.append(("Range", "bytes=0-\(there - 1)")) }
    return answer
  }

  // MARK: Download

  func download(_ head: HTTPHead, _ account: String, _ id: String, name: String, for member: Member) -> HTTPAnswer {
    do throws(CooperativeError) {
      guard account == cooperative.accountID, let blob = try cooperative.blob(id, for: member) else {
        return .problem(404, "no such blob")
      }
      return download(head, blob, name: name)
    } catch {
      return .failed(error, in: "download")
    }
  }

  private func download(_ head: HTTPHead, _ blob: Blob, name: String) -> HTTPAnswer {
    let tag = "\"\(blob.id)\""
    var headers = [
      ("ETag", tag), ("Accept-Ranges", "bytes"), ("Repr-Digest", Self.digest(of: blob)),
      ("X-Content-Type-Options", "nosniff"),
      ("Content-Security-Policy", "default-src 'none'; sandbox"),
      ("Cache-Control", "private, immutable, max-age=31536000"),
      ("Content-Disposition", "attachment; filename*=UTF-8''\(MediaType.percentEncoded(name))"),
    ]
    if head.headers["if-none-match"] == tag { return HTTPAnswer(status: 304, headers: headers) }
    headers.append(("Content-Type", MediaType.safe(head.query["type"])))
    let isCurrent = head.headers["if-range"].map { $0 == tag } ?? true
    switch ByteRange(isCurrent ? head.headers["range"] : nil, size: blob.size) {
    case .whole: return HTTPAnswer(status: 200, headers: headers, body: part(of: blob, 0, blob.size))
    case .unsatisfiable:
      return HTTPAnswer(status: 416, headers: [("Content-Range", "bytes */\(blob.size)")])
    case .part(let range):
      headers.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound)/\(blob.size)"))
      return HTTPAnswer(status: 206, headers: headers, body: part(of: blob, range.lowerBound, Int64(range.count)))
    }
  }

  /// RFC 9530: of the whole, whatever part is asked for.
  private static func digest(of blob: Blob) -> String {
    let hexadecimal = Array(blob.sha256)
    let bytes = stride(from: 0, to: hexadecimal.count, by: 2).compactMap {
      UInt8(String(hexadecimal[$0..<$0 + 2]), radix: 16)
    }
    return "sha-256=:\(Data(bytes).base64EncodedString()):"
  }

  private func part(of blob: Blob, _ offset: Int64, _ count: Int64) -> HTTPAnswer.Body {
    .part(BlobPart(cooperative: cooperative, blob: blob, offset: offset, count: count))
  }
}

/// Media types and file names that a client gave, made fit for a header.
enum MediaType {
  static func safe(_ text: String?) -> String {
    guard let text, (3...255).contains(text.utf8.count), text.contains("/"),
      text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
    else { return "application/octet-stream" }
    return text
  }

  static func percentEncoded(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return name.utf8.reduce(into: "") { result, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: result.append(Character(Unicode.Scalar(byte)))
      default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
