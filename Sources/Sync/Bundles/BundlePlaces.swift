import ClientCore
import JSON

/// Where objects that members tell one another of stand: the open places of whoever makes a bundle, the known ones of whoever takes it.
struct BundlePlaces: Sendable {
  var channels: Set<String> = []
  var calendars: Set<String> = []
  var feeds: Set<String> = []
  var courses: Set<String> = []

  /// What members say to one another of what others wrote, for it can be shown whose word it is. Who is who, who may what, and where one
  /// meets is the server's to say; who may read a folder, no client knows.
  static let shared: [TypeName] = [
    Message.name, CalendarEvent.name, Proposal.name, Article.name, Course.name, Lesson.name,
  ]

  func hold(_ object: JSONValue, _ type: TypeName) -> Bool {
    switch type {
    case Message.name, Proposal.name, Course.name: return Self.text(object, "channelId").map(channels.contains) ?? false
    case CalendarEvent.name:
      let ids = object["calendarIds"]?.object ?? [:]
      return !ids.isEmpty && calendars.isSuperset(of: ids.keys)
    case Article.name: return Self.text(object, "feedId").map(feeds.contains) ?? false
    case Lesson.name: return Self.text(object, "courseId").map(courses.contains) ?? false
    default: return false
    }
  }

  private static func text(_ object: JSONValue, _ name: String) -> String? { object[name]?.string }
}

extension BundleDesk {
  /// What all members may read, and channels between members of whom all of these are.
  func openPlaces(for members: [ObjectID]) throws(BundleFailure) -> BundlePlaces {
    var places = BundlePlaces()
    let members = Set(members.map(\.rawValue))
    try each(Channel.name) { (channel) throws(BundleFailure) in
      let few = channel["members"]?.array?.compactMap(\.string)
      guard channel["isRestricted"]?.bool != true, few.map({ members.isSubset(of: $0) }) ?? true else { return }
      if let id = channel["id"]?.string { places.channels.insert(id) }
    }
    try each(EventCalendar.name) { (calendar) throws(BundleFailure) in
      if calendar["isRestricted"]?.bool != true, let id = calendar["id"]?.string { places.calendars.insert(id) }
    }
    try each(Feed.name) { (feed) throws(BundleFailure) in
      if let id = feed["id"]?.string { places.feeds.insert(id) }
    }
    try each(Course.name) { (course) throws(BundleFailure) in
      if places.hold(course, Course.name), let id = course["id"]?.string { places.courses.insert(id) }
    }
    return places
  }

  /// Those that the server has told of: a member cannot carry anybody into another. A course may be in the bundle itself.
  func knownPlaces(with courses: (any Sequence<JSONValue>)?) throws(BundleFailure) -> BundlePlaces {
    var places = BundlePlaces()
    places.channels = try ids(Channel.name)
    places.calendars = try ids(EventCalendar.name)
    places.feeds = try ids(Feed.name)
    places.courses = try ids(Course.name)
    if let courses {
      for course in courses where places.hold(course, Course.name) {
        if let id = course["id"]?.string { places.courses.insert(id) }
      }
    }
    return places
  }

  private func ids(_ type: TypeName) throws(BundleFailure) -> Set<String> {
    Set(try Self.cached { () throws(CacheError) in try cache.ids(account.id, type) }.map(\.rawValue))
  }
}
