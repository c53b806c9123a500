import JSON
import Testing
import Wire

struct CutResponseTests {
  static let whole: JSONValue = [
    "methodResponses": [
      ["A/get", ["list": [["id": "1", "text": "a \"quoted\" ] and \\ a } "]]], "0"], ["B/get", ["list": []], "1"],
      ["C/get", ["list": ["é"]], "2"],
    ], "sessionState": "s",
  ]

  /// Wherever it is cut: what is given is a beginning of the whole, and nothing that is not there.
  @Test func everyCutGivesABeginning() throws {
    let bytes = Self.whole.bytes
    let responses = try Response(Self.whole).methodResponses
    var most = 0
    for end in 0..<bytes.count {
      let cut = Response(cut: Array(bytes[..<end]))
      #expect(cut?.isWhole != true)
      let found = cut?.methodResponses ?? []
      #expect(found == Array(responses.prefix(found.count)))
      #expect(found.count >= most)
      most = found.count
    }
    #expect(most == 3)
  }
}
