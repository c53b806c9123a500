import JSON
import Wire

/// The arguments of an answer: as values, or as JSON text that was put together from stored text without being parsed.
enum MethodResult {
  case members(JSONObject)
  case text([UInt8])

  var json: JSONValue {
    get throws {
      switch self {
      case .members(let members): .object(members)
      case .text(let text): try JSONValue(parsing: text)
      }
    }
  }

  func write(to bytes: inout [UInt8]) {
    switch self {
    case .members(let members): JSONValue.object(members).write(to: &bytes)
    case .text(let text): bytes += text
    }
  }
}
