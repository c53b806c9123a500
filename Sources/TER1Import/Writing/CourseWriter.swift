import Courses
import Foundation
import JSON
import Localization
import TER1Server

/// A folder as a course of a forum.
struct CourseWriter {
  let forum: String

  func run(_ tree: FileTree, name: String, _ cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws
    -> ImportReport
  {
    var report = tree.report
    let course = CourseFolder(files: files(of: tree, &report), name: name)
    for fault in course.faults {
      let reason = fault.words(Catalog(.english)) + "; " + fault.remedy(Catalog(.english))
      if fault.isFatal { report.refuse(fault.place, reason) } else { report.note(fault.place, reason) }
    }
    guard course.isUsable else { return report }
    try cooperative.importBatch { batch in
      let channel = try batch.channel(kind: "forum", name: forum)
      try batch.insert(course, in: channel, by: nil, key: channel + "|" + course.manifest.title, &report)
    }
    progress(report)
    return report
  }

  private func files(of tree: FileTree, _ report: inout ImportReport) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for entry in tree.files where entry.status.size <= 4 * CourseFolder.longest {
      let path = entry.names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
      do throws(ReadError) { files[path] = try entry.path.contents() } catch { report.refuse(path, error.reason) }
    }
    return files
  }
}

extension ImportBatch {
  /// - Parameters:
  ///   - creator: the principal who made it; nil: nobody.
  ///   - key: by which the same course is known when it is imported again: its new lessons are added then.
  /// - Returns: its id.
  @discardableResult mutating func insert(
    _ course: CourseFolder, in channel: String, by creator: String?, key: String, _ report: inout ImportReport
  ) throws -> String {
    let manifest = course.manifest
    let known = try lookup(type: "Course", importKey: key)
    let id =
      try known
      ?? insert(
        type: "Course",
        [
          "importKey": .string(key), "channelId": .string(channel), "title": .string(manifest.title),
          "summary": .string(manifest.summary), "language": .string(manifest.language),
          "authors": .string(manifest.authors), "licence": .string(manifest.licence),
          "pass": .int(Int64(manifest.pass)), "createdBy": creator.map { .string($0) } ?? .null,
        ])
    if known == nil { report.count(.courses) }
    for (index, lesson) in course.lessons.enumerated() {
      let lessonKey = key + "|" + lesson.key
      guard try lookup(type: "Lesson", importKey: lessonKey) == nil else {
        report.count(.duplicates)
        continue
      }
      _ = try insert(
        type: "Lesson",
        [
          "importKey": .string(lessonKey), "courseId": .string(id), "key": .string(lesson.key),
          "title": .string(lesson.title), "number": .int(Int64(index + 1)), "text": .string(lesson.text),
        ])
      report.count(.lessons)
    }
    return id
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
