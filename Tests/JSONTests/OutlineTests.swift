import JSON
import Testing

struct OutlineTests {
  private func members(_ text: String) throws -> [String: String] {
    let bytes = Array(text.utf8)[...]
    return try JSONOutline.members(of: bytes).mapValues { String(decoding: bytes[$0], as: UTF8.self) }
  }

  private func elements(_ text: String, most: Int = 9) throws -> [String] {
    let bytes = Array(text.utf8)[...]
    return try JSONOutline.elements(of: bytes, most: most).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  @Test func partsStandWhereTheyDo() throws {
    #expect(
      try members(#" {"a" : 1 , "b\u0041":[1,{"}":"]"}],"c":"x\"y" } "#) == [
        "a": "1", "bA": #"[1,{"}":"]"}]"#, "c": #""x\"y""#,
      ])
    #expect(try members("{}").isEmpty && elements(" [ ] ").isEmpty)
    #expect(
      try elements(#"[1, -2.5e3 ,null,"a,]",{"k":[true]},[]]"#) == [
        "1", "-2.5e3", "null", #""a,]""#, #"{"k":[true]}"#, "[]",
      ])
  }

  @Test(arguments: [
    "", "[]", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1"#, #"{"a":1,"a":2}"#, #"{1:2}"#, #"{"a":1} x"#,
    #"{"a":"x}"#, #"{"a":"\"#, #"{"a":[}"#, #"{"a":]}"#,
  ]) func whatIsNoObjectIsRefused(text: String) {
    #expect(throws: JSONError.self) { try members(text) }
  }

  @Test(arguments: ["", "{}", "[", "[1", "[1,]", "[,1]", "[1 2]", "[]]", #"["a]"#]) func whatIsNoArrayIsRefused(
    text: String
  ) {
    #expect(throws: JSONError.self) { try elements(text) }
  }

  @Test func tooManyAreRefused() throws {
    #expect(try elements("[1,2,3]", most: 3).count == 3)
    #expect(throws: JSONError.self) { try elements("[1,2,3]", most: 2) }
  }
}
