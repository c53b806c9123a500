import ClientCore
import JSON
import Wire

/// What the server's answer means for one entry.
enum SetVerdict: Sendable {
  case delivered(serverID: ObjectID?, JSONObject)
  case refused(OutboxEntry.Failure)
  /// Later, unchanged.
  case later
  /// At once, upon what stands there now: somebody wrote between our look and our write.
  case overtaken
  /// Something is there already, under this id if the server tells it: ours, if our answer was lost.
  case exists(ObjectID?)
  /// The whole request failed on its size.
  case tooLarge
  /// The account is not what the session said.
  case sessionIsStale

  init(_ item: SetItem, _ answer: Result<SetResult, MethodError>, _ dialect: any Dialect) {
    switch answer {
    case .success(let result): self = Self.verdict(item, result) { dialect.translatedError($0, of: item.action.verb) }
    case .failure(let error): self = Self(error)
    }
  }

  private static func verdict(
    _ item: SetItem, _ result: SetResult, _ translated: (SetError) -> SetError
  ) -> SetVerdict {
    let id = item.entry.mutation.id.rawValue
    switch item.action.verb {
    case .create:
      if let created = result.created[SetBatch.creationID], let id = created["id"]?.string {
        return .delivered(serverID: ObjectID(id), created)
      }
      return result.notCreated[SetBatch.creationID].map { refusal(translated($0), ofCreate: true) } ?? .later
    case .update:
      if let updated = result.updated[id] { return .delivered(serverID: nil, updated) }
      return result.notUpdated[id].map { refusal(translated($0)) } ?? .later
    case .destroy:
      if result.destroyed.contains(id) || result.notDestroyed[id]?.type == SetError.notFound {
        return .delivered(serverID: nil, [:])
      }
      return result.notDestroyed[id].map { refusal(translated($0)) } ?? .later
    }
  }

  private static func refusal(_ error: SetError, ofCreate: Bool = false) -> SetVerdict {
    switch error.type {
    case SetError.rateLimit, MethodError.serverFail, MethodError.serverUnavailable: return .later
    case SetError.alreadyExists where ofCreate: return .exists(error.existingId.map { ObjectID($0) })
    default:
      return .refused(
        OutboxEntry.Failure(type: error.type, description: error.description, properties: error.properties))
    }
  }

  init(_ error: MethodError) {
    switch error.type {
    case MethodError.serverFail, MethodError.serverUnavailable, "serverPartialFail", SetError.rateLimit: self = .later
    case MethodError.stateMismatch: self = .overtaken
    case MethodError.requestTooLarge: self = .tooLarge
    case MethodError.accountNotFound: self = .sessionIsStale
    default: self = .refused(OutboxEntry.Failure(type: error.type, description: error.description))
    }
  }
}
