import JSON
import Wire

/// docs/protocol.md, section 9: folders and files.
enum FileChecks {
  static let all: [Check] = [
    check("FileNode.create", "a folder takes a file, and says its size and digest", create),
    check("FileNode.digest", "a stated sha256 that is wrong is refused", digest),
    check("FileNode.name", "a name is taken once in a folder, whatever its case", name),
    check("FileNode.destroy", "a folder that is not empty goes only with its children", destroy),
    check("FileNode.kit", "a folder is tied to a campaign, a file is not (section 28)", kit),
    check("FileNode.move", "a folder does not move into itself", move),
  ]

  private static func check(
    _ name: String, _ promise: String, _ examine: @escaping @Sendable (Collection, String) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, 9", levels: [.l2], need: .writing) { examinee async throws(Finding) in
      let nodes = try ExaminedType.named("FileNode", examinee)
      let properties: JSONObject = [
        "name": .string("ter1 conformance \(Unique.word())"), "parentId": nil, "clientId": .string(Unique.word()),
      ]
      let result = try await nodes.set(["create": ["n": .object(properties)]])
      if result.notCreated["n"]?.type == SetError.forbidden {
        throw .notTried("the member may not make a folder at the top")
      }
      let id = try want(
        result.created["n"]?["id"]?.string, "a folder is created", result.notCreated["n"]?.words ?? "nothing")
      examinee.trash.add(nodes, id, ["onDestroyRemoveChildren": true])
      try await examine(nodes, id)
    }
  }

  private static func node(_ name: String, in folder: String, _ more: JSONObject = [:]) -> JSONObject {
    let usual: JSONObject = ["name": .string(name), "parentId": .string(folder), "clientId": .string(Unique.word())]
    return usual.merging(more) { _, own in own }
  }

  private static let hello = Array("Bonjour !\n".utf8)

  private static func create(_ nodes: Collection, _ folder: String) async throws(Finding) {
    let blob = try await Blobs(nodes).upload(hello, type: "text/plain")
    let file = try await nodes.create(node("Bonjour.txt", in: folder, ["blobId": .string(blob), "type": "text/plain"]))
    let object = try await nodes.object(file["id"]?.string ?? "")
    let seen = JSONValue.object(object).short
    try expect(object["size"]?.int == hello.count, "size \(hello.count)", seen)
    try expect(object["sha256"]?.string == Digest.sha256(hello), "sha256 \(Digest.sha256(hello))", seen)
    let inside = try await nodes.query(["filter": ["parentId": .string(folder)]])
    try expect(inside == [file["id"]?.string ?? ""], "the file, for the filter parentId", "\(inside)")
  }

  private static func digest(_ nodes: Collection, _ folder: String) async throws(Finding) {
    let blob = try await Blobs(nodes).upload(hello, type: "text/plain")
    let wrong = node("Faux.txt", in: folder, ["blobId": .string(blob), "sha256": .string(Digest.sha256([0]))])
    let result = try await nodes.set(["create": ["n": .object(wrong)]])
    try expect(
      result.notCreated["n"]?.type == SetError.invalidProperties, "invalidProperties",
      result.notCreated["n"]?.words ?? "created")
  }

  private static func name(_ nodes: Collection, _ folder: String) async throws(Finding) {
    let first = try await nodes.create(node("Été", in: folder))["id"]?.string
    let result = try await nodes.set(["create": ["n": .object(node("e\u{301}te\u{301}", in: folder))]])
    let error = try want(result.notCreated["n"], "a second \"été\" is refused", "created")
    try expect(
      error.type == SetError.alreadyExists && error.existingId == first, "alreadyExists, existingId", error.words)
  }

  private static func destroy(_ nodes: Collection, _ folder: String) async throws(Finding) {
    _ = try await nodes.create(node("dedans", in: folder))
    let result = try await nodes.set(["destroy": [.string(folder)]])
    let seen = result.notDestroyed[folder]?.words ?? "destroyed"
    try expect(result.notDestroyed[folder]?.type == SetError.nodeHasChildren, "nodeHasChildren", seen)
  }

  private static func kit(_ nodes: Collection, _ folder: String) async throws(Finding) {
    let tied = try await nodes.set(["update": [folder: ["campaign": "Conformité"]]])
    try expect(tied.updated[folder] != nil, "the folder is updated", tied.notUpdated[folder]?.words ?? "nothing")
    let object = try await nodes.object(folder)
    try expect(object["campaign"] == "Conformité", "the campaign", JSONValue.object(object).short)
    let blob = try await Blobs(nodes).upload(hello, type: "text/plain")
    let file = node("Tract.txt", in: folder, ["blobId": .string(blob), "campaign": "Conformité"])
    let result = try await nodes.set(["create": ["n": .object(file)]])
    try expect(
      result.notCreated["n"]?.type == SetError.invalidProperties, "invalidProperties",
      result.notCreated["n"]?.words ?? "created")
  }

  private static func move(_ nodes: Collection, _ folder: String) async throws(Finding) {
    let inner = try await nodes.create(node("dedans", in: folder))["id"] ?? .null
    let result = try await nodes.update(folder, ["parentId": inner])
    try expect(
      result.notUpdated[folder]?.type == SetError.invalidProperties, "invalidProperties",
      result.notUpdated[folder]?.words ?? "moved")
  }
}
