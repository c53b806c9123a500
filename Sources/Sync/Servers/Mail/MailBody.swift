import JSON
import PlainText

/// The text and the attachments of an Email: RFC 8621, section 4.1.4.
struct MailBody {
  /// What is fetched of each text; the rest comes when the mail is opened.
  static let firstBytes = 32_768
  /// What is fetched then; where there is still more, the whole is an attachment.
  static let mostBytes = 262_144
  private static let mostAttachments = 100

  private(set) var text = ""
  private(set) var attachments: [JSONValue] = []
  /// There is more than `text`.
  private(set) var isCut = false
  /// Bytes of the texts on the server, where only their beginnings were asked for.
  private(set) var size: Int?

  /// What a message has of it.
  var properties: JSONObject {
    var properties: JSONObject = ["body": .string(text)]
    if !attachments.isEmpty { properties["attachments"] = .array(attachments) }
    if isCut { properties["isCut"] = true }
    if let size { properties["bodySize"] = .int(Int64(size)) }
    return properties
  }

  init(_ email: JSONObject) {
    let values = email["bodyValues"]
    var texts: [String] = []
    for part in email["textBody"]?.array ?? [] {
      if let value = part["partId"]?.string.flatMap({ values?[$0] }), let text = Self.text(part, value) {
        if !text.isEmpty { texts.append(text) }
        if value["isTruncated"]?.bool ?? false { shorten(part, value["value"]?.string ?? "") }
      } else {
        attach(part)
      }
    }
    for part in email["attachments"]?.array ?? [] { attach(part) }
    text = texts.joined(separator: "\n\n")
    if text.utf8.count > Self.mostBytes {
      text = CleanText.prefix(text, bytes: Self.mostBytes)
      isCut = true
    }
  }

  private static func text(_ part: JSONValue, _ value: JSONValue) -> String? {
    guard let raw = value["value"]?.string else { return nil }
    switch part["type"]?.string?.lowercased() {
    case "text/html", "application/xhtml+xml": return CleanText.lines(HTMLText.text(of: raw))
    case let type? where type.hasPrefix("text/"): return CleanText.lines(unwrapped(raw, part))
    default: return nil
    }
  }

  /// RFC 3676, which the parameters of Content-Type tell of.
  private static func unwrapped(_ raw: String, _ part: JSONValue) -> String {
    let parameters = (part["header:Content-Type:asRaw"]?.string ?? "").lowercased()
      .split(separator: ";").map { $0.filter { !$0.isWhitespace && $0 != "\"" } }
    guard parameters.contains("format=flowed") else { return raw }
    return FlowedText.unwrapped(raw, deletesSpace: parameters.contains("delsp=yes"))
  }

  private mutating func shorten(_ part: JSONValue, _ value: String) {
    guard value.utf8.count > Self.firstBytes else {
      size = (size ?? 0) + max(0, Int(part["size"]?.int ?? 0))
      return
    }
    isCut = true
    attach(part)
  }

  private mutating func attach(_ part: JSONValue) {
    guard let blob = part["blobId"]?.string, attachments.count < Self.mostAttachments else { return }
    let type = CleanText.line(part["type"]?.string ?? "application/octet-stream", bytes: 127)
    attachments.append([
      "blobId": .string(blob), "name": .string(CleanText.fileName(part["name"]?.string ?? "", otherwise: "")),
      "type": .string(type), "size": .int(Int64(max(0, part["size"]?.int ?? 0))),
    ])
  }
}
