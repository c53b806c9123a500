import ClientCore
import JSON
import Wire

/// A mailbox of a shared account is a board: docs/protocol.md, section 20.
struct MailboxDialect: Dialect {
  let type = Channel.name
  let serverType = "Mailbox"
  let capabilities: Set<String> = [Capability.mail]
  /// Not its counts, which change with every mail.
  let getArguments: JSONObject = ["properties": ["id", "name", "parentId", "sortOrder", "myRights"]]

  func translated(_ mailbox: JSONObject) -> JSONObject? {
    let rights = mailbox["myRights"]
    guard let id = mailbox["id"], rights?["mayReadItems"]?.bool ?? true else { return nil }
    return [
      "id": id, "kind": "forum", "name": mailbox["name"] ?? "", "parentId": mailbox["parentId"] ?? .null,
      "sortOrder": mailbox["sortOrder"] ?? 0, "isMail": true,
      "myRights": [
        "mayRead": true, "mayPost": .bool(rights?["mayAddItems"]?.bool ?? false),
        "mayModerate": .bool(rights?["mayRemoveItems"]?.bool ?? false), "mayAdmin": false,
      ],
    ]
  }

  func action(for mutation: Mutation, _ related: [ObjectKey: JSONObject]) throws(Untranslatable) -> SetAction {
    throw Untranslatable(Untranslatable.notInMail)
  }
}

extension Untranslatable {
  /// Mail has no such thing.
  static let notInMail = "notInMail"
  /// What would be answered has no Message-ID by which an answer could refer to it.
  static let noMessageID = "noMessageID"
}
