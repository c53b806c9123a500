internal import JSON

/// Ids of other objects inside properties and patches.
enum References {
  /// Every local id that stands where the type refers to something.
  static func localIDs(in content: JSONValue, _ names: Set<String>) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    visit(content, names) { id in
      if id.hasPrefix(".") { found.insert(ObjectID(id)) }
      return nil
    }
    return found
  }

  static func replacing(_ old: ObjectID, with new: ObjectID, in content: JSONValue, _ names: Set<String>) -> JSONValue {
    visit(content, names) { $0 == old.rawValue ? new.rawValue : nil }
  }

  /// Calls `body` for each reference and puts what it returns in its place. In a patch a member's name is a path.
  @discardableResult
  private static func visit(_ value: JSONValue, _ names: Set<String>, _ body: (String) -> String?) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map { visit($0, names, body) })
    case .object(var members):
      for (name, member) in members {
        if case .string(let id) = member {
          guard names.contains(lastPart(of: name)), let new = body(id) else { continue }
          members[name] = .string(new)
        } else {
          members[name] = visit(member, names, body)
        }
      }
      return .object(members)
    default: return value
    }
  }

  private static func lastPart(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }
}

extension Mutation.Action {
  var content: JSONValue {
    switch self {
    case .create(let object), .update(let object): .object(object)
    case .destroy, .upload: .null
    }
  }

  func replacing(_ old: ObjectID, with new: ObjectID, _ names: Set<String>) -> Self {
    let content = References.replacing(old, with: new, in: content, names).object ?? [:]
    switch self {
    case .create: return .create(content)
    case .update: return .update(content)
    case .destroy, .upload: return self
    }
  }
}

extension Mutation {
  /// What has to be known to the server before this can be sent.
  public var localReferences: Set<ObjectID> {
    let names = (try? TypeRegistry.type(type))?.references ?? []
    var ids = References.localIDs(in: action.content, names)
    switch action {
    case .create, .upload: ids.remove(id)
    case .update, .destroy: if id.isLocal { ids.insert(id) }
    }
    return ids
  }
}
