public import ClientCore
public import Localization

/// What is in a bundle, in words.
public struct BundleInside {
  private let bundle: KeptBundle
  private let tr: Catalog

  public init(_ bundle: KeptBundle, _ tr: Catalog) { (self.bundle, self.tr) = (bundle, tr) }

  /// Each of its kinds: “3 changes for the server”, “12 messages”.
  public var parts: [String] {
    var parts: [String] = []
    if bundle.entries > 0 {
      parts.append(tr(bundle.entries, "%1 change for the server", "%1 changes for the server"))
    }
    if bundle.files > 0 { parts.append(tr(bundle.files, "%1 file’s content", "%1 files’ contents")) }
    for (type, count) in bundle.records.sorted(by: { $0.key < $1.key }) where Self.isNamed(type) {
      parts.append(named(type, count))
    }
    let others = bundle.records.filter { !Self.isNamed($0.key) }.values.reduce(0, +)
    if others > 0 { parts.append(tr(others, "%1 other thing", "%1 other things")) }
    return parts
  }

  public var short: String { parts.isEmpty ? tr("not known here") : parts.joined(separator: ", ") }

  private static func isNamed(_ type: TypeName) -> Bool {
    [
      Message.name, CalendarEvent.name, Proposal.name, Article.name, Course.name, Lesson.name, FileNode.name,
    ].contains(type)
  }

  private func named(_ type: TypeName, _ count: Int) -> String {
    switch type {
    case Message.name: tr(count, "%1 message", "%1 messages")
    case CalendarEvent.name: tr(count, "%1 event", "%1 events")
    case Proposal.name: tr(count, "%1 proposal", "%1 proposals")
    case Article.name: tr(count, "%1 article", "%1 articles")
    case Course.name: tr(count, "%1 course", "%1 courses")
    case Lesson.name: tr(count, "%1 lesson", "%1 lessons")
    default: tr(count, "%1 file", "%1 files")
    }
  }
}
