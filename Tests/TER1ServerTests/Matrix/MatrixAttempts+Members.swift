import JSON
import TER1Server
import Wire

// Profiles, and what moderators see.
extension MatrixAttempts {
  /// The author's.
  private static func profile(_ world: MatrixWorld, _: String) throws -> String {
    let id = principal("author", world)
    try world.update("Profile", id, ["union": .string(world.unique("union"))], as: "author")
    return id
  }

  static let profiles = reading("Profile", profile).merging([
    "Profile/set create": { world, person in try done { try world.create("Profile", ["union": "CGT"], as: person) } },
    "Profile/set update: one’s own": { world, person in
      try done { try world.update("Profile", principal(person, world), ["union": "CGT"], as: person) }
    },
    "Profile/set update: the author’s": { world, person in
      try done { try world.update("Profile", profile(world, person), ["audience": ["union": "members"]], as: person) }
    },
    "Profile/set destroy": { world, person in
      try done { try world.destroy("Profile", profile(world, person), as: person) }
    },
  ]) { first, _ in first }

  /// Of a message that is new, by the author.
  private static func report(_ world: MatrixWorld, _: String) throws -> String {
    let id = try world.create("Report", draft(of: world.topic(), world), as: "author")
    // A member may have so many open ones only.
    try world.update("Report", id, ["state": "refused"], as: "administrator")
    return id
  }

  private static func draft(of message: String, _ world: MatrixWorld) -> JSONObject {
    ["clientId": .string(world.unique("report")), "messageId": .string(message), "text": "Insulte"]
  }

  static let invitations: [String: Attempt] = [
    "Invitation/get": { world, person in
      let id = try world.create("Invitation", ["days": 1], as: "administrator")
      let list = try GetResult(world.call("Invitation/get", ["ids": nil], as: person)).list
      return list.contains { $0["id"] == .string(id) }
    },
    "Invitation/set create": { world, person in
      try done { try world.create("Invitation", ["days": 1], as: person) }
    },
    "Invitation/set destroy": { world, person in
      let id = try world.create("Invitation", ["days": 1], as: "administrator")
      return try done { try world.destroy("Invitation", id, as: person) }
    },
  ]

  static let reports = reading("Report", report).merging([
    "Report/set create": { world, person in
      try done { try world.create("Report", draft(of: world.topic(by: "herald"), world), as: person) }
    },
    "… with `authorId`": { world, person in
      let forged: JSONObject = ["authorId": .string(principal("herald", world))]
      let draft = draft(of: try world.topic(by: "herald"), world).merging(forged) { $1 }
      return try done { try world.create("Report", draft, as: person) }
    },
    "Report/set update: `state`": { world, person in
      try done {
        let id = try report(world, person)
        try world.update("Report", id, ["state": "accepted"], as: person)
      }
    },
    "Report/set destroy": { world, person in try done { try world.destroy("Report", report(world, person), as: person) }
    },
  ]) { first, _ in first }
}
