import Foundation
import TestSupport
import Testing

/// `ter1 doctor`, on a server that is there and on one that is gone.
@Suite(.ownThreads) struct DoctorTests {
  @Test func itSaysWhatThereIsAndWhatIsWrong() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    let good = try person.ter1("doctor")
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.lines.contains { $0.hasPrefix("Level") && $0.contains("L2") }, "\(good.lines)")
    #expect(good.lines.contains { $0.hasPrefix("News") && $0.contains("push") }, "\(good.lines)")
    // Nothing is aligned by more than its own column.
    #expect(good.lines.allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
    let json = try person.ter1("doctor", "--json")
    #expect(json.lines.count == 1 && json.lines[0].contains("\"level\":\"L2\""), "\(json.lines)")
    village.stop()
    let gone = try person.ter1("doctor")
    #expect(gone.status == 69)
    #expect(
      gone.lines.contains { $0.hasPrefix("Trouble") } && gone.lines.contains { $0.hasPrefix("To do") }, "\(gone.lines)")
    #expect(try person.ter1("doctor", "--json").lines.first?.contains("\"error\":{") == true)
    #expect(try person.ter1("doctor", "nobody").status == 66)
  }
}
