import JSON
import Testing
import Text

@testable import ClientCore

struct FolderTests {
  private func node(_ id: String, _ name: String, in parent: String? = nil, isFolder: Bool = false) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "parentId": parent.map { .string($0) } ?? .null,
      "blobId": isFolder ? .null : "x", "size": isFolder ? .null : 3,
    ]
  }

  @Test func foldersComeFirstThenNamesInNaturalOrder() async throws {
    let village = try Village()
    try await village.receive(
      FileNode.name,
      [
        node("1", "tract 10.pdf"), node("2", "Tract 2.pdf"), node("3", "Élections", isFolder: true),
        node("4", "Zut", isFolder: true), node("5", "école.txt"), node("6", "tract 02b.pdf"),
        node("7", "dedans", in: "3"),
      ])
    let top = try #require(try village.reader.folder(village.account, nil, limit: 50))
    #expect(top.rows.rows.map(\.key.id) == ["3", "4", "5", "2", "6", "1"])
    let around = try #require(try village.reader.folder(village.account, nil, at: .around("6"), limit: 2))
    #expect(around.rows.offset == 3 && around.rows.total == 6)
    let inside = try #require(try village.reader.folder(village.account, "3", limit: 50))
    #expect(inside.path.map(\.name.raw) == ["Élections"] && inside.rows.rows.map(\.key.id) == ["7"])
    #expect(try village.reader.folder(village.account, "nowhere", limit: 5).map(\.path) == nil)
    #expect(try village.reader.file(village.key(FileNode.name, "3"))?.children == 1)
  }

  @Test func aCircleOfFoldersHoldsNobodyUp() async throws {
    let village = try Village()
    try await village.receive(
      FileNode.name, [node("a", "A", in: "b", isFolder: true), node("b", "B", in: "a", isFolder: true)])
    let page = try #require(try village.reader.folder(village.account, "a", limit: 5))
    #expect(page.path.map(\.id) == ["b", "a"])
  }
}
