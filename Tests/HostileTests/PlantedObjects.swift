import JSON

@testable import ClientCore

/// Objects as a server tells them, with hostile text in place of every text in them. What a type is called and which of its properties
/// refer to others is asked of the registry: a new type is covered by being there.
struct PlantedObjects {
  enum Manner: CaseIterable {
    /// References, dates and words of the protocol stay, so that the object is understood and shown.
    case plausible
    /// Everything but the id.
    case total
  }

  let type: any SyncedType.Type
  /// Real objects of the type, which together have all properties that the server knows.
  let templates: [JSONValue]
  let strings: [String]

  /// Every place where a text was put, as `Message.attachments[].name`; a map's keys as `{}`.
  private(set) var fields: Set<String> = []
  /// How many texts were put somewhere.
  private(set) var plants = 0

  init(_ name: TypeName, like objects: [JSONValue], strings: [String]) throws {
    type = try TypeRegistry.type(name)
    templates = Self.various(objects)
    self.strings = strings
  }

  /// As many objects as there are strings: over all of them, each string stands in each field.
  mutating func objects(_ manner: Manner, from first: Int, count: Int) -> [JSONValue] {
    templates.enumerated().flatMap { number, template in
      (first..<min(first + count, strings.count)).map { index -> JSONValue in
        var next = index
        let id = JSONValue.string("\(manner)-\(number)-\(index)")
        guard case .object(var members) = planted(template, type.name.rawValue, "", manner, &next) else { return .null }
        members["id"] = id
        if members["clientId"] != nil { members["clientId"] = id }
        return .object(members)
      }
    }
  }

  /// Few that have among them all paths that any has.
  private static func various(_ objects: [JSONValue]) -> [JSONValue] {
    var seen: Set<String> = []
    return objects.filter { object in
      let paths = paths(object, "")
      defer { seen.formUnion(paths) }
      return !paths.isSubset(of: seen)
    }
  }

  private static func paths(_ value: JSONValue, _ path: String) -> Set<String> {
    switch value {
    case .string: [path]
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(paths($1, path + "[]")) }
    case .object(let members): members.reduce(into: []) { $0.formUnion(paths($1.value, "\(path).\($1.key)")) }
    default: []
    }
  }

  // MARK: Planting

  private mutating func planted(
    _ value: JSONValue, _ path: String, _ name: String, _ manner: Manner, _ next: inout Int
  ) -> JSONValue {
    switch value {
    case .string(let text):
      guard manner == .total || !isStructure(text, name) else { return value }
      return .string(plant(path, &next))
    case .array(let elements):
      return .array(elements.map { planted($0, path + "[]", name, manner, &next) })
    case .object(let members):
      return .object(planted(members, path, name, manner, &next))
    default: return value
    }
  }

  private mutating func planted(
    _ members: JSONObject, _ path: String, _ name: String, _ manner: Manner, _ next: inout Int
  ) -> JSONObject {
    let isMap = Self.maps.contains(name)
    var result = JSONObject()
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      let isKept = !isMap || (manner == .plausible && Self.keyed.contains(name))
      let newKey = isKept ? key : plant(path + "{}", &next)
      result[newKey] = planted(value, isMap ? path + "{}." : "\(path).\(key)", key, manner, &next)
    }
    return result
  }

  private mutating func plant(_ path: String, _ next: inout Int) -> String {
    fields.insert(path)
    plants += 1
    defer { next += 1 }
    return strings[next % strings.count]
  }

  /// Properties whose keys are no names of properties.
  private static let maps: Set<String> = [
    "reactions", "keywords", "participants", "locations", "virtualLocations", "links", "calendarIds",
    "recurrenceOverrides", "roles", "relatedTo", "localizations", "places", "done", "answers",
  ]
  /// Those whose keys refer to something.
  private static let keyed: Set<String> = [
    "calendarIds", "recurrenceOverrides", "participants", "roles", "places", "done", "answers",
  ]
  /// Properties that hold a word of the protocol.
  private static let words: Set<String> = [
    "@type", "kind", "bodyType", "frequency", "day", "timeZone", "participationStatus", "senderId", "createdBy",
    "method", "choice", "state", "outcome", "voterId",
    "relation", "key", "at",
    "status", "freeBusyStatus", "mentions",
  ]

  private func isStructure(_ text: String, _ name: String) -> Bool {
    type.references.contains(name) || Self.words.contains(name) || UTCDate.seconds(text) != nil
      || text.prefixMatch(of: /\d{4}-\d\d-\d\d|-?P\d|-?PT\d/) != nil
  }
}
