import ClientCore
import Foundation
import JSON
import TestSupport
import Testing
import Text

@testable import Sync

/// Courses by real caches, engines and the server's rules.
@Suite(.timeLimit(.minutes(10))) struct CourseTests {
  private let world: World

  init() throws { world = try World() }

  private func device(_ handle: String) async throws -> Device {
    let device = try Device(world, handle, try world.transport(handle))
    _ = try await device.engine.syncOnce()
    return device
  }

  private func teach(_ device: Device) async throws -> CourseRow {
    let board = ObjectKey(try device.account, Channel.name, world.board)
    let course = Course.create(["title": "Bien publier", "pass": 50], in: board, clientID: "course")
    let lessons = (1...2).map { number in
      Lesson.create(
        "l\(number)", title: "Leçon \(number)", text: "Le texte \(number).\n\n```gift\nOui ?{T}\n```\n", number: number,
        in: ObjectKey(course.account, Course.name, course.id), clientID: "lesson\(number)")
    }
    try device.cache.enqueue([course] + lessons)
    #expect(try device.cache.reader.courses().first?.lessons.count == 2)
    _ = try await device.engine.syncOnce()
    #expect(try device.cache.reader.outbox().isEmpty)
    return try #require(try device.cache.reader.courses().first)
  }

  @Test func aCourseMadeOfflineReachesOthersWithoutItsTexts() async throws {
    let author = try await device("anna")
    let own = try await teach(author)
    #expect(own.missing.isEmpty && own.lessons.allSatisfy { $0.lesson.questions == 1 })
    _ = try await author.engine.syncOnce()
    #expect(try author.cache.reader.courses().first?.missing.isEmpty == true, "what was written here stays here")

    let reader = try await device("bert")
    let row = try #require(try reader.cache.reader.courses().first)
    #expect(row.lessons.map(\.lesson.title.raw) == ["Leçon 1", "Leçon 2"] && row.missing.count == 2)
    let first = row.lessons[0].key
    #expect(try await reader.engine.fetch(.lessons(first.account, [first.id])).received == 1)
    #expect(try reader.cache.reader.lesson(first)?.text?.raw.hasPrefix("Le texte 1.") == true)
    #expect(try await reader.engine.fetch(.lessons(first.account, [first.id])).received == 0, "it is here")
    #expect(try reader.cache.reader.courses().first?.missing.count == 1)
    #expect(try reader.cache.reader.search("texte", limit: 9).hits.map(\.key) == [first])
  }

  /// What is told of a lesson later leaves its text alone while that is the same, and takes it away when it is another.
  @Test func aTextStaysWhileItIsTheSame() async throws {
    let author = try await device("anna")
    let own = try await teach(author)
    let reader = try await device("bert")
    let row = try #require(try reader.cache.reader.courses().first)
    let keys = row.lessons.map(\.key)
    _ = try await reader.engine.fetch(.lessons(keys[0].account, keys.map(\.id)))
    try author.cache.enqueue([
      Lesson.change(own.lessons[0].key, ["title": "Autre titre"]),
      Lesson.change(own.lessons[1].key, ["text": "Un autre texte."]),
    ])
    _ = try await author.engine.syncOnce()
    _ = try await reader.engine.syncOnce()
    let after = try #require(try reader.cache.reader.courses().first)
    #expect(after.lessons[0].lesson.title.raw == "Autre titre" && after.lessons[0].isHere)
    #expect(after.missing.map(\.key) == [keys[1]])
  }

  @Test func progressGoesToTheMembersOtherDeviceAndToNobodyElse() async throws {
    let course = try await teach(try await device("anna"))
    let (one, other, stranger) = (try await device("bert"), try await device("bert"), try await device("anna"))
    let key = ObjectKey(try one.account, Course.name, course.key.id)
    try one.cache.enqueue([
      CourseProgress.read(key, "l1", place: 3), CourseProgress.answer(key, "l1", "0123456789abcdef", [1]),
      CourseProgress.finish(key, "l1", at: Date.now.timeIntervalSince1970),
    ])
    #expect(try one.cache.reader.outbox().count == 1)
    _ = try await one.engine.syncOnce()
    _ = try await other.engine.syncOnce()
    _ = try await stranger.engine.syncOnce()
    let progress = try #require(try other.cache.reader.courses().first?.progress)
    #expect(progress.at == "l1" && progress.places == ["l1": 3] && progress.done.keys.contains("l1"))
    #expect(progress.answer("l1", "0123456789abcdef") == [1])
    #expect(try stranger.cache.reader.courses().first?.progress == nil)
  }
}
