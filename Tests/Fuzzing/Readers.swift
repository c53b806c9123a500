import Calendars
import Feeds
import Geography
import JSON
import Wire

@testable import ClientCore
@testable import Compression
@testable import Courses
@testable import Localization
@testable import PlainText
@testable import Settings
@testable import Sync
@testable import TER1Import
@testable import TER1TUI
@testable import Text

/// The readers themselves.
extension FuzzTarget {
  @Sendable static func json(_ bytes: [UInt8]) {
    _ = Response(cut: bytes)
    guard let value = try? JSONValue(parsing: bytes) else { return }
    let written = value.bytes
    precondition((try? JSONValue(parsing: written)) == value, "what is written is read otherwise")
    _ = try? Response(value)
    _ = try? Session(value).accounts
    _ = try? StateChange(value)
    let arguments = value.object ?? [:]
    _ = try? Changes(arguments)
    _ = try? GetResult(arguments)
    _ = try? SetResult(arguments)
    _ = try? SyncPage(arguments)
    _ = try? value.patched(with: arguments)
    if let home = try? ServerURL("https://coop.example/jmap") {
      _ = try? ServerSession(value, home: home, domain: "coop.example").accounts
    }
  }

  /// As objects of each type, with all that a screen asks of them.
  @Sendable static func types(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes) else { return }
    for type in TypeRegistry.types {
      guard let object = try? type.init(value) else { continue }
      _ = (object.id, object.time, object.containers, object.searchText)
      _ = try? type.patched(
        value, with: value.object ?? [:], for: Viewer(account: AccountID(rawValue: 1), principal: nil, now: 0))
    }
  }

  @Sendable static func events(_ bytes: [UInt8]) {
    func read(_ size: Int) -> [ServerSentEvent]? {
      var parser = ServerSentEventParser()
      var events: [ServerSentEvent] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        guard let some = try? parser.append(bytes[start..<min(start + size, bytes.count)]) else { return nil }
        events += some
      }
      return events
    }
    precondition(read(max(1, bytes.count)) == read(7), "how a stream is cut makes a difference")
  }

  @Sendable static func mime(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      _ = MailHead(raw)
      guard let message = MailParser.message(raw) else { return }
      checkStorable(message.subject + message.body)
    }
  }

  /// What is read is written and read again; no route is longer than may be kept, and none is anywhere but on the earth.
  @Sendable static func geoJSON(_ bytes: [UInt8]) {
    guard let route = try? GeoJSONRoute(parsing: bytes) else { return }
    let kept = route.kept.points
    precondition(
      kept.count <= GeoJSONRoute.longest && kept.first == route.points.first && kept.last == route.points.last)
    precondition(route.points.allSatisfy { abs($0.latitude) <= 90 && abs($0.longitude) <= 180 })
    guard let box = Box(kept) else { preconditionFailure("a route of nothing") }
    var ground = MapGround(MapWindow(showing: box, columns: 40, rows: 12), columns: 40, rows: 12)
    ground.draw(route: kept)
  }

  @Sendable static func place(_ bytes: [UInt8]) {
    let text = String(decoding: bytes.prefix(200), as: UTF8.self)
    let found = PlaceFinder(text)
    precondition(found.name.utf8.count <= text.utf8.count, "a name that was not written")
    _ = (Coordinates(uri: text), HomeFinder.find(text), RideParser.parse(text.split(separator: " ").map(String.init)))
  }

  @Sendable static func calendar(_ bytes: [UInt8]) { _ = ICSFile(bytes, name: "a.ics") }
  @Sendable static func log(_ bytes: [UInt8]) { _ = ChatLog(bytes, name: "2024-05-01.log", modified: 0) }

  @Sendable static func feed(_ bytes: [UInt8]) {
    guard let feed = try? FeedReader.read(bytes, charset: nil, address: "https://union.example/feed") else { return }
    checkStorable(feed.title)
    precondition(Set(feed.articles.map(\.key)).count == feed.articles.count, "two articles under one key")
    for article in feed.articles {
      checkStorable(article.title + article.text)
      precondition(article.text.utf8.count <= FeedLimits.usual.textBytes, "too long")
      precondition(article.pictures.allSatisfy { WebAddress.isOne($0.address) }, "a picture of no address")
    }
  }

  @Sendable static func opml(_ bytes: [UInt8]) {
    guard let list = try? OPML(reading: bytes) else { return }
    let again = try? OPML(reading: Array(list.text.utf8))
    precondition(
      again.map { Set($0.feeds.map(\.address)) } == Set(list.feeds.map(\.address)), "written otherwise than read")
  }

  @Sendable static func html(_ bytes: [UInt8]) {
    checkStorable(CleanText.lines(HTMLText.text(of: String(decoding: bytes, as: UTF8.self))))
  }

  @Sendable static func markdown(_ bytes: [UInt8]) {
    let text = UntrustedText(String(decoding: bytes, as: UTF8.self))
    for isMarkdown in [true, false] {
      let rich = RichText(text, isMarkdown: isMarkdown, RichText.Options(Catalog(.french), columns: 60))
      for row in rich.rows.prefix(500) {
        for line in row.line.wrapped(to: 40, indent: row.indent) { precondition(line.width <= 40, "too wide") }
      }
    }
  }

  /// Nothing of a question gets lost, and every answer is worth something between nothing and all.
  @Sendable static func gift(_ bytes: [UInt8]) {
    let (questions, faults) = GIFTReader.read(String(decoding: bytes, as: UTF8.self))
    for question in questions.prefix(200) {
      let answers: [Answer] = [.truth(true), .options([0]), .options([0, 1]), .text("1"), .pairs([0, 0])]
      for grade in answers.compactMap({ question.grade($0) }) {
        precondition(grade.points.map { (0...1).contains($0) } ?? true, "worth more than all")
        _ = grade.feedback.map(\.text)
      }
      _ = (question.text.text, question.matches, question.solution.map(\.text))
      for answer in answers { precondition(Answer(answer.json) == answer, "an answer is read otherwise") }
    }
    for fault in faults.prefix(50) { precondition(fault.line > 0 && !fault.line(Catalog(.english)).isEmpty) }
  }

  @Sendable static func course(_ bytes: [UInt8]) {
    let course = CourseFolder(files: ["a.md": bytes, "a.gift": bytes, "a.vtt": bytes], name: "a")
    for lesson in course.lessons {
      checkStorable(lesson.text + lesson.title)
      precondition((1...64).contains(lesson.key.utf8.count), "no key")
      _ = LessonBlocks(UntrustedText(lesson.text)).questions
    }
    _ = CourseFolder(files: [Manifest.fileName: bytes, "a.md": bytes], name: "a").faults.map {
      $0.line(Catalog(.french))
    }
  }

  @Sendable static func text(_ bytes: [UInt8]) {
    let text = UntrustedText(String(decoding: bytes, as: UTF8.self))
    for safe in text.lines.prefix(200) + [text.line] {
      let scalars = safe.string.unicodeScalars
      precondition(safe.width == scalars.reduce(0) { $0 + CellWidth.of($1) }, "its width is another one")
      precondition(scalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) }, "a control")
      precondition(safe.clipped(to: 9).width <= 9 && UntrustedText(safe.string).line == safe, "not stable")
      precondition(safe.ascii.string.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "not ASCII")
    }
    let name = FileName.safe(text)
    precondition(
      !name.isEmpty && name.utf8.count <= 201 && !name.contains("/") && !name.hasPrefix(".") && !name.hasPrefix("-"))
    _ = (LinkAddress(text), Lookalike.skeleton(of: text), text.quotable)
  }

  @Sendable static func keymap(_ bytes: [UInt8]) {
    _ = Keymap(name: "default", own: ("keymap", String(decoding: bytes, as: UTF8.self))).problems
  }

  @Sendable static func settings(_ bytes: [UInt8]) {
    _ = Preferences.parse(String(decoding: bytes, as: UTF8.self), file: "config.toml")
  }

  @Sendable static func catalogue(_ bytes: [UInt8]) { _ = POFile(bytes).messages }

  @Sendable static func coding(_ bytes: [UInt8]) {
    let most = 1 << 22
    for usingDictionary in [true, false] {
      let content = try? Zstandard.decompress(bytes, most: most, usingDictionary: usingDictionary)
      precondition(content.map { $0.count <= most } ?? true, "more came out than may")
    }
    let inflated = (try? Gzip.decompress(bytes, most: most)).flatMap { $0 }
    precondition(inflated.map { $0.count <= most } ?? true, "more came out than may")
  }

  /// docs/protocol.md, section 4.
  private static func checkStorable(_ text: String) {
    precondition(
      text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control },
      "a control character would be stored")
  }
}
