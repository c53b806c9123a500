import Foundation
import JSON
import TestSupport
import Testing

/// `ter1 kit` and `ter1 list kits`, from one member to another.
@Suite(.ownThreads) struct KitTests {
  private func kits(_ person: Person) throws -> [JSONValue] {
    try person.ter1("list", "kits", "--json").lines.map { try JSONValue(parsing: $0) }
  }

  @Test func fromAFolderToAnotherMembersHands() throws {
    let village = try Village()
    let (camille, lou) = (try Person(), try Person())
    try camille.join(village)
    for (name, text) in [
      ("Tract.texte.txt", "Venez.\n"), ("Tract.impression.txt", String(repeating: "Venez ! ", count: 99)),
    ] {
      let file = try camille.folder.write(name, text)
      #expect(try camille.ter1("file", "put", file, "--in", "Docs/tracts").status == 0)
    }
    #expect(try kits(camille).isEmpty)
    #expect(try camille.ter1("kit", "get", "Docs/tracts").status == 65)
    let event = try #require(
      try JSONValue(parsing: camille.ter1("list", "events", "--json").lines.first ?? "")["key"]?.string)
    #expect(try camille.ter1("kit", "tie", "Docs/tracts", "--event", event).status == 0)
    try lou.join(village, as: "lou")
    let kit = try #require(try kits(lou).first)
    let code = try #require(kit["code"]?.string)
    #expect(kit["event"] == "Assemblée générale" && kit["link"] == .string("ter1:kit:" + code))
    #expect(try kits(camille).first?["code"] == .string(code))
    let names = kit["leaflets"]?.array?.map { ($0["variants"]?.array ?? []).compactMap { $0["name"]?.string } }
    #expect(names == [["appel.txt"], ["Tract.texte.txt", "Tract.impression.txt"]])
    let line = try #require(try lou.ter1("list", "kits").lines.first)
    #expect(line.hasPrefix("\(code)  tracts  (Assemblée générale, 2 leaflets, the smallest of each: "), "\(line)")
    let smallest = try lou.ter1("kit", "get", "ter1:kit:" + code.lowercased(), "--to", lou.folder.path)
    #expect(smallest.status == 0, "\(smallest.errors)")
    #expect(smallest.lines.map { $0.split(separator: "/").last } == ["appel.txt", "Tract.texte.txt"])
    #expect(try String(contentsOfFile: smallest.lines[1], encoding: .utf8) == "Venez.\n")
    let all = try lou.ter1("kit", "get", code, "--variant", "print", "--to", lou.folder.path)
    #expect(all.status == 0 && all.output.contains("Tract.impression.txt"), "\(all.errors)")
    let none = try lou.ter1("kit", "get", "000000")
    #expect(none.status == 66 && none.errors.contains("no kit"))
    let again = try lou.ter1("kit", "get", code, "--variant", "print", "--to", lou.folder.path)
    #expect(again.lines == all.lines, "what stands there comes once")
    #expect(try camille.ter1("kit", "tie", "Docs/tracts", "--event", "E99").status == 66)
    #expect(try camille.ter1("kit", "tie", "Docs/tracts", "--campaign", "Salaires").status == 0)
    #expect(try kits(camille).first?["campaign"] == "Salaires")
    #expect(try camille.ter1("kit", "tie", "Docs/tracts").status == 0)
    #expect(try kits(camille).isEmpty)
  }
}
