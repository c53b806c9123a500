public import TER1Server

/// The demonstration cooperative: a union federation of fiction, with everything in it that a client can show.
public struct Demonstration {
  /// What the cooperative is called.
  public static let name = "Union départementale CGT — Loire-Atlantique (démonstration)"

  /// Fills an empty cooperative. The same content each time, dated relative to now: there are always events to come and messages
  /// that nobody has read yet.
  public static func fill(_ cooperative: Cooperative) throws {
    try fill(cooperative, now: UTCDate.now.milliseconds)
  }

  /// - Parameter now: milliseconds since 1970.
  static func fill(_ cooperative: Cooperative, now: Int64) throws {
    var writer = DemonstrationWriter(clock: DemonstrationClock(now: now))
    let members = Directive.all(in: DemonstrationText.named("members"))
    try cooperative.importBatch { batch in
      for member in members where member.name == "member" { try writer.addMember(member, &batch) }
      try writer.addCalendars(DemonstrationText.named("calendars"), &batch)
      try writer.addFiles(Directive.all(in: DemonstrationText.named("files")), &batch)
      for name in ["forums", "forums-more", "chat"] {
        try writer.addDiscussion(Directive.all(in: DemonstrationText.named(name)), &batch)
      }
      try writer.addVotes(DemonstrationText.named("votes"), &batch)
      try writer.addNews(DemonstrationText.named("news"), &batch)
    }
    try giveRights(members, writer, cooperative)
    try writer.readUp(cooperative)
  }

  private static func giveRights(
    _ members: [Directive], _ writer: DemonstrationWriter, _ cooperative: Cooperative
  ) throws {
    for login in members where login.name == "login" {
      let words = login.words
      try cooperative.addMember(
        words[0], name: writer.names[words[0]], password: words[1], isAdmin: words.contains("admin"))
    }
    for (channel, handles) in writer.closed {
      try cooperative.grant([.read], on: .channel(name: channel), to: .everyone)
      for handle in handles { try cooperative.grant(.usual, on: .channel(name: channel), to: .member(handle: handle)) }
    }
  }
}
