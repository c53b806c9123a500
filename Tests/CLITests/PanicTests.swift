import Foundation
import TestSupport
import Testing

@Suite(.ownThreads) struct PanicTests {
  private let village: Village
  private let person: Person

  init() throws {
    village = try Village()
    person = try Person()
    try person.join(village)
  }

  private func names() throws -> Set<String> {
    Set(try FileManager.default.subpathsOfDirectory(atPath: person.home).filter { $0.contains("/") })
  }

  @Test func withoutTheSettingItOnlyLocks() throws {
    let before = try names()
    let outcome = try person.ter1("panic")
    #expect(outcome.status == 0 && outcome.errors.contains("Nothing is destroyed"))
    #expect(try names() == before)
    #expect(try person.ter1("list", "topics").lines.count == 1)
  }

  @Test func withTheSettingTheKeyTheFilesAndTheAccessGo() throws {
    let config = try person.folder.write("home/config/config.toml", "panic = true\n")
    let copy = person.folder.path + "/copy"
    try FileManager.default.copyItem(atPath: person.home, toPath: copy)
    #expect(try person.ter1("panic", "--lock").errors.contains("nothing can be locked"))
    let outcome = try person.ter1("panic")
    #expect(outcome.status == 0 && outcome.errors.contains("The key is destroyed"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("could not be revoked"))
    #expect(try names() == ["config/config.toml"])
    #expect(FileManager.default.fileExists(atPath: config))
    // Whoever had copied all of it before is let in no more.
    var environment = person.environment
    environment["TER1_HOME"] = copy
    #expect(try Programs.run([Programs.client, "sync"], environment: environment).status == 77)
  }

  @Test func accountsThatCannotBeReadAreNotRevokedAndThatIsTold() throws {
    _ = try person.folder.write("home/config/config.toml", "panic = true\n")
    _ = try person.folder.write("home/config/accounts.toml", "[[[\n")
    let outcome = try person.ter1("panic")
    #expect(outcome.errors.contains("could not be revoked at: the servers of"), "\(outcome.errors)")
  }

  @Test func aServerThatIsAwayHoldsNothingUp() throws {
    _ = try person.folder.write("home/config/config.toml", "panic = true\n")
    village.stop()
    let outcome = try person.ter1("panic")
    #expect(outcome.status == 0 && outcome.errors.contains("could not be revoked"))
    #expect(try names() == ["config/config.toml"])
  }
}
