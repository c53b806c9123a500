import Foundation
import JSON
import Testing
import Text

@testable import TER1Import

/// Folders of lessons as courses.
@Suite struct CourseTests {
  let world: ImportedCooperative

  init() throws { world = try ImportedCooperative() }

  private func write(_ files: [String: String]) throws -> String {
    for (name, text) in files { _ = try world.file("cours/" + name, text.utf8) }
    return world.folder + "/fixtures/cours"
  }

  @Test func aNewEditionChangesTheCourseOfItsTitle() throws {
    let folder = try write(["course.txt": "title: Bien publier\n", "a.md": "# A\nun\n", "b.md": "# B\ndeux\n"])
    #expect(try world.run(.course, folder)[.courses] == 1)
    let again = try world.run(.course, folder)
    #expect(again[.courses] == 0 && again[.duplicates] == 2)
    let before = try world.objects("Lesson")
    _ = try write(["course.txt": "title: BIEN publier\npass: 50\n", "a.md": "# A\nun, corrigé\n", "c.md": "# C\n"])
    try FileManager.default.removeItem(atPath: folder + "/b.md")
    let report = try world.run(.course, folder)
    #expect(report[.courses] == 0 && report[.lessons] == 2 && report.problems.count == 1)
    let course = try #require(try world.objects("Course").first)
    #expect(try world.objects("Course").count == 1 && course["title"] == "BIEN publier" && course["pass"] == 50)
    let after = try world.objects("Lesson")
    #expect(after.map { $0["key"] } == ["a", "c"] && after[0]["id"] == before[0]["id"])
    #expect(after[0]["digest"] != before[0]["digest"])
    // A lesson that was taken out may come back.
    _ = try write(["b.md": "# B\ndeux\n"])
    #expect(try world.run(.course, folder)[.lessons] == 2)
    #expect(Set(try world.objects("Lesson").map { $0["key"]?.string }) == ["a", "b", "c"])
  }

  @Test func noLinkIsFollowedAndAFileIsNoFolder() throws {
    let folder = try write(["a.md": "# A\n"])
    let secret = try world.file("secret.md", "# Secret".utf8)
    try FileManager.default.createSymbolicLink(atPath: folder + "/x.md", withDestinationPath: secret)
    let report = try world.run(.course, folder)
    #expect(report[.unusable] == 1 && report[.lessons] == 1)
    #expect(report.problems.first?.reason.line.string.contains("a symbolic link, not followed") == true)
    #expect(throws: ArchiveError.self) { try world.run(.course, folder + "/a.md") }
    #expect(throws: ArchiveError.self) { try world.run(.course, folder + "/absent") }
  }
}
