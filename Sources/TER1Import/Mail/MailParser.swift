import CGMime
import PlainText

/// Mail to text, by GMime.
enum MailParser {
  private static let isStarted: Bool = {
    ter1_gmime_start()
    return true
  }()

  /// nil when GMime finds no message in the bytes.
  static func message(_ bytes: UnsafeRawBufferPointer) -> MailMessage? {
    precondition(isStarted)
    let start = MailHead.start(of: bytes)
    guard let parsed = ter1_gmime_parse(bytes.baseAddress.map { $0 + start }, bytes.count - start) else { return nil }
    defer { ter1_gmime_release(parsed) }
    var message = MailMessage()
    message.subject = CleanText.line(text(g_mime_message_get_subject(parsed)))
    if let mailbox = ter1_gmime_mailbox(g_mime_message_get_from(parsed)) {
      message.authorName = CleanText.line(text(ter1_gmime_mailbox_name(mailbox)), bytes: 255)
      message.authorAddress = CleanText.line(text(internet_address_mailbox_get_addr(mailbox)), bytes: 255)
    }
    var content = MailContent()
    content.add(g_mime_message_get_mime_part(parsed), depth: 0)
    message.body = CleanText.lines(content.text)
    message.attachments = content.attachments
    return message
  }

  /// The instant of a Date header in milliseconds since 1970; nil when it is none.
  static func date(_ header: String) -> Int64? {
    precondition(isStarted)
    var isValid: Int32 = 0
    let seconds = ter1_gmime_date(header, &isValid)
    return isValid == 0 ? nil : seconds * 1000
  }

  private static func text(_ string: UnsafePointer<CChar>?) -> String { string.map { String(cString: $0) } ?? "" }
}
