import ClientCore
import Foundation
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

/// A course of two lessons, as a server tells it: the text of the first is here.
enum School {
  static let first = """
    # Qui lit ?

    Avant d’écrire, une question : **qui pourra lire** ?

    Voir [le guide](https://guide.example/lire) et https://union.example.

    [Le film](https://vimeo.com/1234){: .cours_video }

    Ce que dit le film, en deux lignes de texte, se lit sans le film.

    ```gift
    ::Le cercle::Un groupe fermé le reste.{FALSE#Une copie d’écran suffit.#Exact.}

    ::Qui::Qui peut lire un message public ? {
    =tout le monde#Oui.
    ~les amis seulement
    }

    ::Paires::Reliez. {
    =un lieu -> une publication
    =une liste -> nulle part
    }
    ```
    """

  static func fill(_ cache: Cache, progress: JSONObject = [:]) async throws {
    let account = try await Cooperative.fill(cache)
    func lesson(_ number: Int, _ title: String, _ more: JSONObject) -> JSONValue {
      let object: JSONObject = [
        "id": .string("l\(number)"), "courseId": "k1", "key": .string("lecon-\(number)"), "title": .string(title),
        "number": .int(Int64(number)), "size": 4_800, "digest": "0123456789abcdef", "questions": 3,
      ]
      return .object(object.merging(more) { $1 })
    }
    var deltas = [
      Cooperative.delta(
        account, Course.name,
        [
          [
            "id": "k1", "channelId": "actions", "title": "Les réseaux sans danger", "authors": "Commission numérique",
            "summary": "Publier, répondre, se protéger.", "language": "fr", "licence": "CC0-1.0", "pass": 60,
            "created": Cooperative.ago(9_000), "createdBy": "camille",
          ],
          [
            "id": "k2", "channelId": "actions", "title": "Tenir une réunion", "created": Cooperative.ago(90_000),
            "createdBy": "jo",
          ],
        ]),
      Cooperative.delta(
        account, Lesson.name,
        [lesson(1, "Qui lit ?", ["text": .string(first)]), lesson(2, "Les comptes", ["questions": 0])]),
    ]
    if !progress.isEmpty {
      let own: JSONObject = ["id": "k1", "at": "", "places": [:], "done": [:], "answers": [:]]
      deltas.append(Cooperative.delta(account, CourseProgress.name, [.object(own.merging(progress) { $1 })]))
    }
    _ = try await cache.apply(deltas)
  }
}

@Suite struct CoursesTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, progress: JSONObject = [:]
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: "courses") {
      try await School.fill($0, progress: progress)
    }
  }

  private func progress(_ scenario: Scenario) throws -> CourseProgress? {
    try scenario.cache.reader.courses().first { $0.key.id == "k1" }?.progress
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func listLessonsAndLesson(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("courses-" + suffix)
    scenario.type("<Enter>")
    scenario.check("course-" + suffix)
    scenario.type("<Enter>")
    scenario.check("lesson-" + suffix)
  }

  @Test func theTextStandsBeforeTheFilmAndLinksHaveNumbers() async throws {
    let scenario = try await scenario(80, 50)
    scenario.type("<Enter> <Enter>")
    let text = scenario.text
    let words = try #require(text.range(of: "Ce que dit le film"))
    let film = try #require(text.range(of: "▶ Le film"))
    #expect(words.lowerBound < film.lowerBound)
    #expect(text.contains("[1]") && text.contains("[2]") && text.contains("[3]"))
    scenario.type("o 3 <Enter>")
    #expect(scenario.text.contains("vimeo.com"))
  }

  @Test func questionsAreAnsweredOfflineAndExplained() async throws {
    let scenario = try await scenario(80, 50)
    scenario.type("<Enter> <Enter> t a 1")
    #expect(scenario.text.contains("pas juste") && scenario.text.contains("Une copie d’écran suffit."))
    scenario.type("a 2 t a 1 t a")
    #expect(scenario.text.contains("Exact."))
    let half = try #require(scenario.text.split(separator: "\n").first { $0.contains("a  ") }).contains("nulle part")
    scenario.type(half ? "\"1b 2a\" <Enter>" : "\"1a 2b\" <Enter>")
    scenario.check("lesson-answered")
    scenario.type("G")
    #expect(scenario.text.contains("Cette leçon est faite"))
    let own = try #require(try progress(scenario))
    #expect(own.answers.count == 3 && own.done["lecon-1"] != nil && own.at == "lecon-1")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1, "one entry, however much was answered")
    scenario.type("w")
    #expect(scenario.text.contains("1 sur 2"))
  }

  @Test func anAnswerThatIsNoneSaysWhy() async throws {
    let scenario = try await scenario()
    scenario.type("<Enter> <Enter> t t t : \"courses.answer 1z\" <Enter>")
    #expect(scenario.text.contains("Taper une lettre pour chaque numéro"))
  }

  @Test func readingGoesOnAtTheParagraph() async throws {
    let scenario = try await scenario(80, 12, progress: ["at": "lecon-1", "places": ["lecon-1": 5]])
    scenario.type("<Enter> <Enter>")
    #expect(!scenario.text.contains("Avant d’écrire") && scenario.text.contains("Question 1 sur 3"))
    scenario.type("gg")
    #expect(scenario.text.contains("Avant d’écrire"))
    #expect(try progress(scenario)?.places["lecon-1"] == 0)
  }

  @Test func aCourseThatIsDoneHasItsCertificate() async throws {
    let done: JSONObject = [
      "done": ["lecon-1": Cooperative.ago(100), "lecon-2": Cooperative.ago(50)]
    ]
    let scenario = try await scenario(progress: done)
    scenario.type("w")
    #expect(scenario.text.contains("Toutes les leçons ne sont pas là"))
  }

  /// Its new edition comes by itself, or is told with its cost and the key, once; wherever one is.
  @Test func aKeptCourseIsRenewed() async throws {
    let scenario = try await scenario()
    let account = try #require(try scenario.cache.reader.accounts().first?.id)
    func edition(_ digest: String) async throws {
      let lesson: JSONValue = [
        "id": "l1", "courseId": "k1", "key": "lecon-1", "title": "Qui lit ?", "number": 1, "size": 5_200,
        "digest": .string(digest), "questions": 3,
      ]
      try await scenario.receive([Cooperative.delta(account, Lesson.name, [lesson])])
    }
    func says(_ text: String) -> Bool { scenario.text.replacing("\u{A0}", with: " ").contains(text) }
    try await edition("1111111111111111")
    #expect(!says("la nouvelle édition"), "it is not kept")
    scenario.type("P")
    #expect(Pins(try scenario.cache.reader.note(Pins.courses)).contains(course: ObjectKey(account, Course.name, "k1")))
    scenario.type("<Enter>")
    #expect(says("une nouvelle édition : P la rapporte"), "\(scenario.text)")
    scenario.check("course-new-edition")
    let text: JSONValue = [
      "id": "l1", "courseId": "k1", "key": "lecon-1", "title": "Qui lit ?", "number": 1, "text": "# Qui ?",
    ]
    try await scenario.receive([Cooperative.delta(account, Lesson.name, [text])])
    scenario.type("1")
    try await edition("2222222222222222")
    #expect(says("la nouvelle édition de « Les réseaux sans danger »"), "it is fetched: \(scenario.text)")
    try await scenario.receive([Cooperative.delta(account, Lesson.name, [text])])
    scenario.announce(LinkStanding(policy: .economy), of: "u1")
    try await edition("3333333333333333")
    #expect(says("Sur le serveur"), "it is said: \(scenario.text)")
  }

  @Test func lessonsAreFoundByTheirWords() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"copie d’écran\" <Enter>")
    #expect(scenario.text.contains("Qui lit ?"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("Avant d’écrire"))
  }
}
