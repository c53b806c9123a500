import Courses
import Foundation
import JSON
import Localization
import TER1Server

/// A folder as a course of a forum.
struct CourseWriter {
  let forum: String
  let tr: Catalog

  func run(_ folder: String, _ cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws -> ImportReport {
    var report = ImportReport()
    let course = try read(folder)
    for fault in course.faults {
      let reason = fault.words(tr) + tr("; ") + fault.remedy(tr)
      if fault.isFatal || [.link, .notRegular].contains(fault.kind) {
        report.refuse(fault.place, reason)
      } else {
        report.note(fault.place, reason)
      }
    }
    guard course.isUsable else { return report }
    try cooperative.importBatch { batch in
      let channel = try batch.channel(kind: "forum", name: forum)
      try batch.insert(course, in: channel, by: nil, key: channel + "|" + course.manifest.title, &report)
    }
    progress(report)
    return report
  }

  private func read(_ folder: String) throws -> CourseFolder {
    do throws(CourseFiles.Problem) {
      return CourseFolder(
        try CourseFiles(in: folder), name: URL(filePath: folder).standardizedFileURL.lastPathComponent)
    } catch {
      throw ReadError(error == .missing ? msgid("there is no such folder") : msgid("a file; a course is a folder"))
    }
  }
}

extension ImportBatch {
  /// Makes the course, or changes the one of the same title in that channel into it: its lessons are known by their keys.
  /// - Parameters:
  ///   - creator: the principal who made it; nil: nobody.
  ///   - key: by which the same course is known when it is imported again.
  /// - Returns: its id.
  @discardableResult mutating func insert(
    _ course: CourseFolder, in channel: String, by creator: String?, key: String, _ report: inout ImportReport
  ) throws -> String {
    let (id, isNew) = try standing(course.manifest, in: channel, by: creator, key: key)
    if isNew { report.count(.courses) }
    var lessons = try lessons(of: id)
    for (index, lesson) in course.lessons.enumerated() {
      let patch: JSONObject = [
        "title": .string(lesson.title), "number": .int(Int64(index + 1)), "text": .string(lesson.text),
      ]
      if let known = lessons.removeValue(forKey: lesson.key) {
        report.count(try change(lesson: known, patch) ? .lessons : .duplicates)
      } else {
        try insert(lesson.key, patch, of: id, key: key)
        report.count(.lessons)
      }
    }
    for (lesson, id) in lessons.sorted(by: { $0.key < $1.key }) {
      try destroy(lesson: id)
      report.note(lesson, msgid("not in the folder any more; removed"))
    }
    return id
  }

  private mutating func standing(
    _ manifest: Manifest, in channel: String, by creator: String?, key: String
  ) throws -> (id: String, isNew: Bool) {
    var properties: JSONObject = [
      "title": .string(manifest.title), "summary": .string(manifest.summary), "language": .string(manifest.language),
      "authors": .string(manifest.authors), "licence": .string(manifest.licence), "pass": .int(Int64(manifest.pass)),
    ]
    if let id = try course(titled: manifest.title, in: channel, importKey: key) {
      _ = try change(course: id, properties)
      return (id, false)
    }
    properties["channelId"] = .string(channel)
    properties["createdBy"] = creator.map { .string($0) } ?? .null
    if try lookup(type: "Course", importKey: key) == nil { properties["importKey"] = .string(key) }
    return (try insert(type: "Course", properties), true)
  }

  private mutating func insert(_ lesson: String, _ patch: JSONObject, of course: String, key: String) throws {
    var properties = patch
    (properties["courseId"], properties["key"]) = (.string(course), .string(lesson))
    let importKey = key + "|" + lesson
    // One that was removed since keeps its own.
    if try lookup(type: "Lesson", importKey: importKey) == nil { properties["importKey"] = .string(importKey) }
    _ = try insert(type: "Lesson", properties)
  }
}

extension DemonstrationWriter {
  mutating func addCourse(_ files: [String: [UInt8]], _ batch: inout ImportBatch) throws {
    let course = CourseFolder(files: files, name: "")
    guard course.faults.isEmpty else {
      throw ImportRefusal(course.faults.map { $0.line(Catalog(.english)) }.joined(separator: "\n"))
    }
    guard let channel = channels["Numérique et communication"] else { throw ImportRefusal("no channel of the course") }
    var report = ImportReport()
    let id = try batch.insert(course, in: channel, by: try principal("lea"), key: "demonstration|course", &report)
    progress[id] = begun(course)
  }

  /// Camille has done the first lesson, and is in the midst of the second.
  private func begun(_ course: CourseFolder) -> JSONValue {
    guard course.lessons.count > 1 else { return [:] }
    let (first, second) = (course.lessons[0], course.lessons[1])
    var patch: JSONObject = [
      "at": .string(second.key), "places/\(second.key)": 6, "done/\(first.key)": date(clock.now - 7_200_000),
    ]
    for question in LessonText(first.text).questions {
      let answer: Answer? =
        switch question.kind {
        case .trueFalse(let truth): .truth(truth)
        case .choice: .options(question.options.indices.filter { question.options[$0].weight > 0 })
        case .short: .text("panneau")
        case .matching: .pairs(question.pairs.map { pair in question.matches.firstIndex { $0 == pair.match } ?? 0 })
        default: nil
        }
      if let answer { patch["answers/\(first.key):\(question.fingerprint)"] = answer.json }
    }
    return .object(patch)
  }
}
