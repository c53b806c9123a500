/// A mail as it becomes a message of a forum.
struct MailMessage: Equatable {
  struct Attachment: Equatable {
    /// A safe file name.
    let name: String
    /// A media type without parameters.
    let type: String
    let bytes: [UInt8]
  }

  /// One line; empty when there is none.
  var subject = ""
  var authorName = ""
  var authorAddress = ""
  /// Plain text, may be empty.
  var body = ""
  var attachments: [Attachment] = []
}
