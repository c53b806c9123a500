import GRDB
import JSON
import Wire

/// A condition on rows of `object`, with its arguments.
struct SQLCondition {
  let sql: String
  let arguments: [any DatabaseValueConvertible]

  init(_ sql: String, _ arguments: [any DatabaseValueConvertible]) {
    self.sql = sql
    self.arguments = arguments
  }

  /// All words must stand in the object's text, the last one maybe as the beginning of a word; accents and case do not count.
  static func text(_ text: String) -> SQLCondition {
    let words = text.split { !$0.isLetter && !$0.isNumber }.map { "\"\($0)\"" }
    guard !words.isEmpty else { return SQLCondition("0", []) }
    return SQLCondition(
      "seq IN (SELECT rowid FROM objectText WHERE objectText MATCH ?)", [words.joined(separator: " ") + "*"])
  }

  static func joined(_ conditions: [SQLCondition], by word: String) -> SQLCondition {
    SQLCondition(
      "(" + conditions.map(\.sql).joined(separator: " \(word) ") + ")", conditions.flatMap(\.arguments))
  }

  /// A filter of RFC 8620, section 5.5: operators over conditions of the type.
  init(filter: JSONValue, of type: any ObjectType, _ arguments: JSONObject, depth: Int = 0) throws(MethodError) {
    guard let members = filter.object, depth < 16 else { throw MethodError(MethodError.unsupportedFilter) }
    guard let word = members["operator"]?.string else {
      try self.init(conditions: members, of: type, arguments)
      return
    }
    guard let parts = members["conditions"]?.array, !parts.isEmpty, parts.count <= 64 else {
      throw MethodError(MethodError.invalidArguments, "conditions of a filter")
    }
    var conditions: [SQLCondition] = []
    for part in parts { conditions.append(try SQLCondition(filter: part, of: type, arguments, depth: depth + 1)) }
    switch word {
    case "AND": self = .joined(conditions, by: "AND")
    case "OR": self = .joined(conditions, by: "OR")
    case "NOT": self = SQLCondition("NOT " + Self.joined(conditions, by: "OR").sql, conditions.flatMap(\.arguments))
    default: throw MethodError(MethodError.unsupportedFilter, word)
    }
  }

  private init(conditions: JSONObject, of type: any ObjectType, _ arguments: JSONObject) throws(MethodError) {
    var found: [SQLCondition] = []
    for (name, value) in conditions.sorted(by: { $0.key < $1.key }) {
      guard let condition = type.condition(name, value, arguments) else {
        throw MethodError(MethodError.unsupportedFilter, name)
      }
      found.append(condition)
    }
    self = found.isEmpty ? SQLCondition("1", []) : .joined(found, by: "AND")
  }
}
