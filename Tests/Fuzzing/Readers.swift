import Feeds
import JSON
import Wire

@testable import ClientCore
@testable import Compression
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
