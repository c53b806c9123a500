import JSON
import TER1Server
import Wire

// Profiles.
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
}
