import JSON
import TER1Server

/// Proposals: docs/protocol.md's, with `channel`, `topic`, `by`, `opens`, `closes` and `ballots` (`{handle: choice}`) in words of ours; an
/// amendment names the `id` of an earlier one.
extension DemonstrationWriter {
  func addVotes(_ text: String, _ batch: inout ImportBatch) throws {
    var ids: [String: String] = [:]
    for (index, vote) in try (JSONValue(parsing: clock.filled(text)).array ?? []).enumerated() {
      var proposal = vote.object ?? [:]
      proposal["importKey"] = .string("demonstration|vote|\(index)")
      let name = proposal.removeValue(forKey: "id")?.string
      if let amended = proposal["amends"]?.string { proposal["amends"] = ids[amended].map(JSONValue.string) ?? .null }
      try fill(&proposal)
      let ballots = proposal.removeValue(forKey: "ballots")?.object ?? [:]
      let choices = try ballots.map { (try principal($0.key), $0.value) }
      let id = try batch.vote(proposal, ballots: Dictionary(choices) { first, _ in first })
      if let name { ids[name] = id }
    }
  }

  private func fill(_ proposal: inout JSONObject) throws {
    let channel = proposal.removeValue(forKey: "channel")?.string ?? ""
    guard let id = channels[channel] else { throw ImportRefusal("no channel \(channel)") }
    proposal["channelId"] = .string(id)
    if let subject = proposal.removeValue(forKey: "topic")?.string {
      guard let topic = topics[subject] else { throw ImportRefusal("no topic \(subject)") }
      proposal["topicId"] = .string(topic)
    }
    proposal["createdBy"] = .string(try principal(proposal.removeValue(forKey: "by")?.string ?? ""))
    proposal["opensAt"] = moment(proposal.removeValue(forKey: "opens")?.string ?? "")
    proposal["closesAt"] = moment(proposal.removeValue(forKey: "closes")?.string ?? "")
  }

  /// Before now, after it, or a date that stands there.
  private func moment(_ text: String) -> JSONValue {
    switch text.first {
    case "-": date(clock.moment(text, after: nil))
    case "+": date(clock.coming(text))
    default: .string(text)
    }
  }
}
