/// Mails sorted into topics by what their headers refer to.
struct MailThreads {
  struct Mail {
    let location: MailArchive.Location
    /// The Message-ID; made of the content when there is none.
    let identifier: String
    let references: [String]
    /// Milliseconds since 1970.
    let date: Int64
  }

  /// One topic: its mails, each after the one that it answers, otherwise by date.
  struct Topic {
    var mails: [Mail] = []
    /// By identifier: the mail answered, in the same topic.
    var parents: [String: String] = [:]
  }

  private(set) var topics: [Topic] = []
  private(set) var duplicates = 0

  /// Mails are in one topic when their roots are one: the first mail of References that is there, else the first of
  /// References, and so on from that one upward. That a root is missing does not part its answers.
  init(_ mails: [Mail]) {
    var known: [String: Mail] = [:]
    for mail in mails where known.updateValue(known[mail.identifier] ?? mail, forKey: mail.identifier) != nil {
      duplicates += 1
    }
    var groups: [String: [Mail]] = [:]
    for mail in known.values { groups[Self.root(of: mail, known), default: []].append(mail) }
    topics = groups.values.map(Self.topic).sorted { Self.isBefore($0.mails[0], $1.mails[0]) }
  }

  private static func root(of mail: Mail, _ known: [String: Mail]) -> String {
    var visited: Set<String> = [mail.identifier]
    var current = mail.identifier
    while let next = above(current, known), next != current {
      // A circle has no top: its smallest name stands for all of it.
      guard visited.insert(next).inserted else { return circle(from: next, known).min() ?? next }
      current = next
    }
    return current
  }

  private static func above(_ identifier: String, _ known: [String: Mail]) -> String? {
    guard let references = known[identifier]?.references else { return nil }
    return references.first { known[$0] != nil && $0 != identifier } ?? references.first
  }

  private static func circle(from start: String, _ known: [String: Mail]) -> [String] {
    var members = [start]
    while let next = above(members[members.count - 1], known), next != start { members.append(next) }
    return members
  }

  private static func isBefore(_ left: Mail, _ right: Mail) -> Bool {
    (left.date, left.identifier) < (right.date, right.identifier)
  }

  private static func topic(_ mails: [Mail]) -> Topic {
    var topic = Topic()
    let there = Dictionary(uniqueKeysWithValues: mails.map { ($0.identifier, $0) })
    let sorted = mails.sorted { left, right in
      let leads = left.references.isEmpty
      return leads == right.references.isEmpty ? isBefore(left, right) : leads
    }
    var done: Set<String> = []
    for mail in sorted {
      var line = [mail]
      while let parent = line[line.count - 1].references.last(where: { there[$0] != nil }).flatMap({ there[$0] }),
        !done.contains(parent.identifier), !line.contains(where: { $0.identifier == parent.identifier })
      {
        line.append(parent)
      }
      for next in line.reversed() where done.insert(next.identifier).inserted {
        topic.parents[next.identifier] = next.references.last { done.contains($0) && $0 != next.identifier }
        topic.mails.append(next)
      }
    }
    return topic
  }
}
