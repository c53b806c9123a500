import JSON
import TER1Server

/// Folders and files: `%folder PATH`, `%file PATH`, then `%about`, `%by handle WHEN`, for a kit `%kit UID` or `%campaign NAME`; a file's content stands below `%content`.
extension DemonstrationWriter {
  mutating func addFiles(_ directives: [Directive], _ batch: inout ImportBatch) throws {
    var open: (path: String, node: JSONObject)?
    for directive in directives {
      switch directive.name {
      case "folder", "file":
        if let done = open { try addNode(done.path, done.node, &batch) }
        open = (clock.filled(directive.argument), [:])
      case "about": open?.node["description"] = .string(clock.filled(directive.argument))
      case "by":
        let words = directive.words
        let instant = date(clock.moment(words[1], after: nil))
        open?.node["createdBy"] = .string(try principal(words[0]))
        open?.node["created"] = instant
        open?.node["modified"] = instant
      case "campaign": open?.node["campaign"] = .string(clock.filled(directive.argument))
      case "kit":
        guard let event = events[directive.argument] else { throw ImportRefusal("no event \(directive.argument)") }
        open?.node["eventId"] = .string(event)
      case "content":
        let type = MediaType.ofName(open?.path ?? "")
        let bytes = Array((clock.filled(directive.text) + "\n").utf8)
        let blob = try batch.blob(bytes, type: type)
        open?.node["blobId"] = .string(blob.blobId)
        open?.node["type"] = .string(type)
        open?.node["size"] = .int(Int64(blob.size))
      case "#": break
      default: throw ImportRefusal("no directive %\(directive.name)")
      }
    }
    if let done = open { try addNode(done.path, done.node, &batch) }
  }

  private mutating func addNode(_ path: String, _ node: JSONObject, _ batch: inout ImportBatch) throws {
    let names = path.split(separator: "/").map(String.init)
    let above = names.dropLast().joined(separator: "/")
    guard let name = names.last, above.isEmpty || folders[above] != nil else {
      throw ImportRefusal("no folder \(above)")
    }
    var object = node
    object["name"] = .string(name)
    object["parentId"] = folders[above].map(JSONValue.string) ?? .null
    let size = object.removeValue(forKey: "size")
    let id = try batch.insert(type: "FileNode", object)
    if let blob = node["blobId"], let type = node["type"], let size {
      attachable[path] = ["blobId": blob, "name": .string(name), "type": type, "size": size]
    } else {
      folders[path] = id
    }
  }
}
