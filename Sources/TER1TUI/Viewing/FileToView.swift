import ClientCore
import Localization
public import Text

/// A file to be looked at: nothing is fetched for it but by the person's own word.
public struct FileToView: Sendable {
  /// The id of its download.
  let download: String
  public internal(set) var path: String
  let name: SafeText
  /// Its media type.
  public let type: UntrustedText
  /// In bytes; nil: unknown.
  let size: Int?
  /// What its maker says that it shows.
  let summary: UntrustedText
  /// The room for a picture, in cells.
  public var room = Size(columns: 76, rows: 20)

  init(_ download: Download, name: UntrustedText, type: UntrustedText, summary: UntrustedText = UntrustedText("")) {
    (self.download, path, size) = (download.id, download.path, download.size)
    (self.name, self.type, self.summary) = (name.line, type, summary)
  }
}

/// What is to be seen of a file.
public struct ViewedFile: Sendable {
  public enum Content: Sendable {
    /// Lines of a picture made of letters.
    case picture([UntrustedText])
    case text(UntrustedText)
    /// Why nothing is shown of it.
    case nothing(String)
  }

  let file: FileToView
  let content: Content
  public init(_ file: FileToView, _ content: Content) { (self.file, self.content) = (file, content) }
}

/// A file over the whole pane, until it is closed.
struct FileViewing: Sendable {
  let viewed: ViewedFile
  private var pager = Pager<Int>()
  private let tr: Catalog

  init(_ viewed: ViewedFile, _ tr: Catalog) { (self.viewed, self.tr) = (viewed, tr) }

  mutating func layout(_ size: Size) {
    pager.layout(Size(columns: max(8, size.columns - 3), rows: max(1, size.rows - 1)))
    pager.show([PagerBlock(id: 0, indented: facts + [(Line(), Line())] + content)])
  }

  private var facts: [RichText.Row] {
    let file = viewed.file
    let size = file.size.map { ByteCount.text($0, tr) }
    let facts = [size, file.type.isEmpty ? nil : file.type.line.string].compactMap(\.self).joined(separator: ", ")
    let summary = file.summary.isEmpty ? [] : file.summary.lines.map { Line($0) }
    return ([Line(facts, .dim)] + summary).map { ($0, Line()) }
  }

  private var content: [RichText.Row] {
    switch viewed.content {
    case .picture(let lines): lines.map { (Line($0.line), Line()) }
    case .text(let text):
      viewed.file.isMarkdown
        ? RichText(text, isMarkdown: true, RichText.Options(tr, columns: pager.size.columns)).rows
        : text.lines.prefix(2_000).map { (Line($0, Style(.code)), Line()) }
    case .nothing(let reason): [(Line(reason, Style(.warning)), Line())]
    }
  }

  mutating func move(_ motion: Motion) { _ = pager.navigate(motion) }

  func draw(on canvas: inout Canvas) {
    canvas.put(Line(viewed.file.name, .title), column: 2, row: 0, room: canvas.columns - 3)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) {
      pager.draw(on: &$0, isFocused: true)
    }
  }
}

extension FileToView {
  fileprivate var isMarkdown: Bool { type.line.string.lowercased() == "text/markdown" }
}

extension App {
  /// Shows a file that is here; one that is being fetched, once it is.
  mutating func view(_ file: FileToView, _ surroundings: Surroundings) -> [Effect] {
    awaitedView = file
    return viewWhatCame(surroundings)
  }

  mutating func viewWhatCame(_ surroundings: Surroundings) -> [Effect] {
    guard var file = awaitedView else { return [] }
    return guarded { (app) throws(CacheError) in
      guard let download = try surroundings.cache.download(file.download), download.state == .done else { return [] }
      app.awaitedView = nil
      // Another file of that name may have been there.
      file.path = download.path
      let room = Frame(app).content.size
      file.room = Size(columns: max(8, room.columns - 4), rows: max(4, room.rows - 4))
      return [.look(file)]
    }
  }

  /// Where a file lies that cannot be opened for the person from here: the whole of it, which may be copied.
  func place(of path: UntrustedText, on machine: SafeText) -> Question {
    let text = SafeText(tr("The file lies on %1:", machine) + " ") + path.line
    return Question(
      text,
      [
        Question.Choice(key: "c", label: tr("copy"), line: CommandLine("link.copy", [path.line.string])),
        .no(tr),
      ])
  }

  mutating func layoutViewed() {
    let size = Frame(self).content.size
    viewing?.layout(size)
  }
}
