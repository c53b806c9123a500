import JSON
import TER1Server
import Wire

// Courses, lessons and progress in them.
extension MatrixAttempts {
  static let courses = reading("Course") { world, _ in try world.course() }.merging([
    "Course/set create": { world, person in
      try done { try world.create("Course", world.draft(course: world.forum), as: person) }
    },
    "… with `createdBy` of a course": { world, person in
      let forged: JSONObject = ["createdBy": .string(principal("herald", world))]
      return try done {
        try world.create("Course", world.draft(course: world.forum).merging(forged) { $1 }, as: person)
      }
    },
    "Course/set update: `title`": { world, person in
      try done { try world.update("Course", world.course(), ["title": .string(world.unique("title"))], as: person) }
    },
    "Course/set destroy": { world, person in try done { try world.destroy("Course", world.course(), as: person) } },
  ]) { first, _ in first }

  static let lessons = reading("Lesson") { world, _ in try world.lesson() }.merging([
    "Lesson/set create": { world, person in
      try done { try world.create("Lesson", world.draft(lessonOf: world.course()), as: person) }
    },
    "Lesson/set update: `text`": { world, person in
      try done { try world.update("Lesson", world.lesson(), ["text": .string(world.unique("text"))], as: person) }
    },
    "Lesson/set update: `digest`": { world, person in
      try done { try world.update("Lesson", world.lesson(), ["digest": "0"], as: person) }
    },
    "Lesson/set destroy": { world, person in try done { try world.destroy("Lesson", world.lesson(), as: person) } },
  ]) { first, _ in first }

  /// The author's, in a course that is new.
  private static func progress(_ world: MatrixWorld, _: String) throws -> String {
    let course = try world.course()
    try world.update("CourseProgress", course, ["at": "un"], as: "author")
    return course
  }

  static let progresses = reading("CourseProgress", progress).merging([
    "CourseProgress/set create": { world, person in
      try done { try world.create("CourseProgress", ["at": "un"], as: person) }
    },
    "CourseProgress/set update: one’s own": { world, person in
      try done { try world.update("CourseProgress", world.course(), ["at": "un"], as: person) }
    },
    "CourseProgress/set destroy": { world, person in
      try done { try world.destroy("CourseProgress", progress(world, person), as: person) }
    },
  ]) { first, _ in first }
}

extension MatrixWorld {
  func draft(course forum: String) -> JSONObject {
    ["clientId": .string(unique("course")), "channelId": .string(forum), "title": "Bien publier"]
  }

  func course() throws -> String { try create("Course", draft(course: forum), as: "author") }

  func draft(lessonOf course: String) -> JSONObject {
    [
      "clientId": .string(unique("lesson")), "courseId": .string(course), "key": "un", "title": "Un", "number": 1,
      "text": "Texte",
    ]
  }

  func lesson() throws -> String { try create("Lesson", draft(lessonOf: course()), as: "author") }
}
