import JSON
import Localization
import Text

@testable import ClientCore
@testable import Sync
@testable import TER1TUI

/// The readers of members: what profiles, reports and invitations hold, the links of these, and what people type of them.
extension FuzzTarget {
  @Sendable static func members(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let link = InvitationLink(text) {
      precondition(!link.join.text.contains("#") && link.code.utf8.count >= 20, "a link without its secret")
    }
    if let tag = Followed(tag: text) {
      precondition(Followed(tag: tag.key) == tag, "a tag is read otherwise than it was written")
    }
    form(text)
    guard let value = try? JSONValue(parsing: bytes) else { return }
    _ = (Invitation(value), try? Report(value))
    guard let profile = try? Profile(value) else { return }
    precondition(profile.fields.values.allSatisfy { !$0.isEmpty }, "an empty field is none")
  }

  /// What the form understands is what it shows, and shows nobody more than was named.
  private static func form(_ text: String) {
    guard let (values, shown) = try? ProfileForm.fields(of: text).get() else { return }
    precondition(!values.isEmpty && shown.isSubset(of: ProfileField.allCases), "a profile of nothing")
  }
}
