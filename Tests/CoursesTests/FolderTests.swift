import Foundation
import JSON
import Localization
import TestSupport
import Testing

@testable import Courses

@Suite struct FolderTests {
  private func folder(_ files: [String: String], name: String = "cours-test") -> CourseFolder {
    CourseFolder(files: files.mapValues { Array($0.utf8) }, name: name)
  }

  @Test func describedByItsManifest() {
    let course = folder([
      "course.txt": "title: Bien voter\nlanguage: fr\nauthor: A\nauthor: B\npass: 70 %\nlesson: b.md\nlesson: a.md\n",
      "a.md": "# Un\ntexte\n# Deux\n", "b.md": "# Début\n", "b.gift": "Oui ?{T}", "c.md": "# Non listé",
    ])
    #expect(course.faults.isEmpty && course.isUsable)
    #expect(course.manifest.title == "Bien voter" && course.manifest.authors == "A, B" && course.manifest.pass == 70)
    #expect(course.lessons.map(\.key) == ["b", "a"] && course.lessons.map(\.title) == ["Début", "Un"])
    #expect(LessonText(course.lessons[0].text).questions.count == 1)
  }

  @Test func aLessonThatIsNamedAgainIsReadOnce() {
    let course = folder([
      "course.txt": "title: T\nlesson: a.md\nlesson: b.md\nlesson: a.md\n", "a.md": "# A\n", "b.md": "# B\n",
    ])
    #expect(course.lessons.map(\.key) == ["a", "b"] && course.faults.isEmpty)
  }

  @Test func aFileOfSeveralLessonsWithoutManifest() {
    let course = folder([
      "x.md": "TITLE: Le réseau\nAUTHOR: Nous\nCSS: x\n\n# Un\na\n```\n# pas un titre\n```\n# Deux\nb\n"
    ])
    #expect(course.faults.isEmpty && course.manifest.title == "Le réseau" && course.manifest.authors == "Nous")
    #expect(course.lessons.map(\.title) == ["Un", "Deux"] && course.lessons.map(\.key) == ["x", "x-deux"])
  }

  @Test func whatIsWrongIsToldWithItsLineAndRemedy() {
    let course = folder([
      "course.txt": "title: T\nlesson: a.md\nlesson: missing.md\ncolour: red\npass: much\n", "a.md": "# A\n",
    ])
    #expect(
      course.faults == [
        Fault("course.txt", 4, .unknownWord("colour")), Fault("course.txt", 5, .badPass("much")),
        Fault("course.txt", 3, .missing("missing.md")),
      ])
    #expect(!course.isUsable)
    for fault in course.faults {
      let line = fault.line(Catalog(.french))
      #expect(line.hasPrefix("course.txt:\(fault.line)") && line.contains(fault.remedy(Catalog(.french))))
    }
  }

  @Test func bytesThatAreNoTextAreReadAndTold() {
    let course = CourseFolder(
      files: ["a.md": Array("# Gr".utf8) + [0xE8] + Array("ve\nligne\u{1B}[2J\u{0}\n".utf8)], name: "x")
    #expect(course.lessons.first?.title == "Grève")
    #expect(course.lessons.first?.text.contains("ligne[2J") == true)
    #expect(course.faults == [Fault("a.md", 0, .notUTF8), Fault("a.md", 0, .control(2))])
  }

  @Test func nothingThatCouldBeACourse() {
    #expect(folder([:]).faults.contains(Fault("course.txt", 0, .noLessons)))
    let long = folder(["a.md": String(repeating: "é", count: CourseFolder.longest)])
    #expect(long.faults == [Fault("a.md", 0, .tooLong(CourseFolder.longest))] && !long.isUsable)
  }

  @Test func wordsStandBeforeFilms() {
    let course = folder([
      "course.txt": "title: T\nlesson: a.md\n",
      "a.md": "# A\n\n[Le film](film.mp4){: .cours_video }\n\nCe qu’il dit.\n\n```quiz\nOui ?{T}\n```\n",
      "film.vtt":
        "WEBVTT\n\n1\n00:00.000 --> 00:02.000\n<v Anne>Bonjour à tous.\n\n00:02.000 --> 00:04.000\nOn y va.\n",
    ])
    let parts = LessonText(course.lessons[0].text).parts
    guard case .markdown(let text) = parts[0], case .video(let title, let link) = parts[1], case .quiz = parts[2] else {
      Issue.record("\(parts)")
      return
    }
    #expect(text.contains("Bonjour à tous. On y va.") && text.contains("Ce qu’il dit."))
    #expect(title == "Le film" && link == "film.mp4" && parts.count == 3)
  }

  @Test func aQuizThatIsNotClosedIsTold() {
    let open = LessonText("# A\n```quiz\nOui ?{T}\n``\n\n# B\n```quiz\nNon ?{F}\n```\n", file: "a.md")
    #expect(open.faults == [Fault("a.md", 2, .openQuiz(endedAt: 6))] && open.questions.count == 2)
    #expect(LessonText("```quiz\nOui ?{T}\n", file: "a.md").faults == [Fault("a.md", 1, .openQuiz(endedAt: nil))])
    #expect(LessonText("````gift\nOui ?{T}\n````\n```quiz\nNon ?{F}\n```").faults.isEmpty)
  }

  /// A heading ends it where no question can hold it: not in an answer, not within a question, and not where the block is closed.
  @Test func aQuizThatIsNotClosedSwallowsNoLesson() {
    let text = "# A\n```quiz\n::Un::\n# Dans la question\n? {####\n\n# Dans la réponse\n}\n``\n\n# B\n\nfin {: .x }\n"
    let course = folder(["a.md": text])
    #expect(course.faults == [Fault("a.md", 2, .openQuiz(endedAt: 11))])
    #expect(course.faults[0].words(Catalog(.english)).contains("line 11 ends it"))
    #expect(course.lessons.map(\.title) == ["A", "B"])
    #expect(course.lessons.map { LessonText($0.text).faults } == [[], []])
    #expect(LessonText(course.lessons[0].text).questions.count == 1 && course.lessons[1].text.contains("fin"))
    let closed = LessonText("```quiz\nOui ?{T}\n\n# Non ? {F}\n```\n")
    #expect(closed.faults.isEmpty && closed.questions.count == 2)
  }

  /// The courses that the corpus holds, as they are. In one, two backticks for three leave a quiz open.
  @Test(arguments: [
    ("culture-numerique-module1", 7, 15, [Fault("coursinternet.md", 872, .openQuiz(endedAt: 934))]),
    ("nsi-premiere", 9, 0, []),
  ])
  func realCourses(name: String, lessons: Int, questions: Int, faults: [Fault]) throws {
    guard let top = Corpora.folder?.deletingLastPathComponent().appending(path: "6-cours/" + name) else { return }
    let paths = try FileManager.default.subpathsOfDirectory(atPath: top.path).filter { $0.hasSuffix(".md") }
    let files = try paths.map { ($0, Array(try Data(contentsOf: top.appending(path: $0)))) }
    let course = CourseFolder(files: Dictionary(uniqueKeysWithValues: files), name: name)
    #expect(course.isUsable, "\(course.faults)")
    #expect(course.lessons.count >= lessons && course.faults == faults, "\(course.faults)")
    #expect(course.lessons.reduce(0) { $0 + LessonText($1.text).questions.count } >= questions)
    #expect(Set(course.lessons.map(\.key)).count == course.lessons.count)
    for lesson in course.lessons { #expect(!lesson.title.isEmpty && !lesson.title.contains(":fa")) }
  }
}
