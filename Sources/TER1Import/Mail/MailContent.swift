import CGMime
import PlainText

/// The text and the attachments of a MIME tree.
struct MailContent {
  private(set) var attachments: [MailMessage.Attachment] = []
  private var texts: [Text] = []

  /// A text as it came; HTML is only read when nothing better is there.
  private enum Text {
    case plain(String)
    case html([UInt8], charset: String?)

    var rendered: String {
      switch self {
      case .plain(let text): text
      case .html(let bytes, let charset): HTMLText.text(of: bytes, declared: charset)
      }
    }

    var isWritten: Bool { if case .plain(let text) = self { !text.allSatisfy(\.isWhitespace) } else { false } }
  }

  private static let deepest = 32
  private static let mostAttachments = 32

  var text: String { texts.map(\.rendered).filter { !$0.isEmpty }.joined(separator: "\n\n") }

  mutating func add(_ object: UnsafeMutablePointer<GMimeObject>?, depth: Int) {
    guard let object, depth < Self.deepest else { return }
    if let multipart = ter1_gmime_multipart(object) {
      add(multipart, as: subtype(object), depth: depth)
    } else if let embedded = ter1_gmime_message_part(object) {
      add(embedded)
    } else if let part = ter1_gmime_part(object) {
      add(part, object)
    }
  }

  private mutating func add(_ multipart: UnsafeMutablePointer<GMimeMultipart>, as subtype: String, depth: Int) {
    let children = (0..<max(0, g_mime_multipart_get_count(multipart))).map { index in
      var child = MailContent()
      child.add(g_mime_multipart_get_part(multipart, index), depth: depth + 1)
      return child
    }
    for child in children { attachments += child.attachments }
    attachments = Array(attachments.prefix(Self.mostAttachments))
    if subtype == "alternative" {
      take(children.first { $0.texts.contains(where: \.isWritten) } ?? children.last { !$0.texts.isEmpty })
    } else {
      for child in children { take(child) }
    }
  }

  private mutating func take(_ child: MailContent?) {
    guard let child, !child.texts.isEmpty else { return }
    texts += child.texts
  }

  /// A forwarded message is an attachment.
  private mutating func add(_ embedded: UnsafeMutablePointer<GMimeMessagePart>) {
    guard let message = g_mime_message_part_get_message(embedded) else { return }
    let subject = g_mime_message_get_subject(message).map { CleanText.line(String(cString: $0), bytes: 200) } ?? ""
    let name = CleanText.fileName(subject.split(separator: "/").joined(separator: "-"), otherwise: "message") + ".eml"
    attach(name, "message/rfc822", Self.bytes(nil, ter1_gmime_object(message)))
  }

  private mutating func add(_ part: UnsafeMutablePointer<GMimePart>, _ object: UnsafeMutablePointer<GMimeObject>) {
    let name = g_mime_part_get_filename(part).map { String(cString: $0) }
    let bytes = Self.bytes(part, nil)
    let type = mediaType(object)
    let isAttached = name != nil || g_mime_object_get_disposition(object).map { String(cString: $0) } == "attachment"
    if type == "text/plain" && !isAttached {
      texts.append(.plain(plain(bytes, object)))
    } else if type == "text/html" && !isAttached {
      texts.append(.html(bytes, charset: parameter("charset", of: object)))
    } else if !type.hasSuffix("-signature") || name != nil {
      attach(name.map { CleanText.fileName($0, otherwise: "") } ?? "", type, bytes)
    }
  }

  private func plain(_ bytes: [UInt8], _ object: UnsafeMutablePointer<GMimeObject>) -> String {
    let text = Charset.text(bytes, declared: parameter("charset", of: object))
    guard parameter("format", of: object)?.lowercased() == "flowed" else { return text }
    return FlowedText.unwrapped(text, deletesSpace: parameter("delsp", of: object)?.lowercased() == "yes")
  }

  private mutating func attach(_ name: String, _ type: String, _ bytes: [UInt8]) {
    guard !bytes.isEmpty, attachments.count < Self.mostAttachments else { return }
    let own = name.isEmpty ? "attachment-\(attachments.count + 1)" + (MediaType.ending(of: type) ?? "") : name
    attachments.append(MailMessage.Attachment(name: own, type: type, bytes: bytes))
  }

  // MARK: Reading GMime's objects

  private static func bytes(_ part: UnsafeMutablePointer<GMimePart>?, _ object: UnsafeMutablePointer<GMimeObject>?)
    -> [UInt8]
  {
    guard let array = ter1_gmime_bytes(part, object) else { return [] }
    defer { g_byte_array_unref(array) }
    return Array(UnsafeBufferPointer(start: array.pointee.data, count: Int(array.pointee.len)))
  }

  private func subtype(_ object: UnsafeMutablePointer<GMimeObject>) -> String {
    mediaType(object).split(separator: "/").last.map(String.init) ?? ""
  }

  /// `text/plain` when there is none or a nonsensical one.
  private func mediaType(_ object: UnsafeMutablePointer<GMimeObject>) -> String {
    guard let type = g_mime_object_get_content_type(object), let whole = g_mime_content_type_get_mime_type(type)
    else { return "text/plain" }
    defer { g_free(whole) }
    let name = CleanText.line(String(cString: whole), bytes: 127).lowercased()
    return name.split(separator: "/").count == 2 ? name : "text/plain"
  }

  private func parameter(_ name: String, of object: UnsafeMutablePointer<GMimeObject>) -> String? {
    g_mime_object_get_content_type_parameter(object, name).map { String(cString: $0) }
  }
}
