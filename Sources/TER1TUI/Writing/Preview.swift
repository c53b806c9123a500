import ClientCore
import Localization
import Text

/// A text as it will be shown to those who get it.
struct Preview: Sendable {
  private let title: SafeText
  private let text: ComposedText
  private let recipients: [Line]
  private var pager = Pager<Int>()
  private let tr: Catalog

  init(_ composer: Composer, _ context: Context) throws(CacheError) {
    (title, text, tr) = (composer.composition.title, composer.finished, context.tr)
    recipients = try Self.recipients(composer, context)
  }

  /// Where it goes, and who is told of it by an @.
  private static func recipients(_ composer: Composer, _ context: Context) throws(CacheError) -> [Line] {
    let tr = context.tr
    guard Writing.isMessage(composer.composition.tag) else { return [] }
    let account = composer.composition.target.account
    var told: [String] = []
    var unknown: [String] = []
    for handle in Mentions.handles(in: composer.body.text).prefix(20) {
      if let person = try Mentions.person(handle, account, context.cache) {
        told.append("\(person.principal.name.line) (@\(handle))")
      } else {
        unknown.append("@" + handle)
      }
    }
    return (told.isEmpty ? [] : [Line(tr("Tells: %1", told.joined(separator: ", ")), .dim)])
      + (unknown.isEmpty
        ? [] : [Line(tr("Nobody here is called %1", unknown.joined(separator: ", ")), Style(.warning))])
  }

  mutating func layout(_ size: Size) {
    let columns = max(8, min(76, size.columns - 4))
    pager.layout(Size(columns: columns, rows: max(1, size.rows - 1)))
    let body = RichText(
      UntrustedText(text.body), isMarkdown: true, RichText.Options(tr, columns: columns))
    let subject = text.subject.map { [(Line(SafeText($0), .title), Line()), (Line(), Line())] } ?? []
    let files = text.files.map { path -> RichText.Row in
      (Line([Span("+ ", Style(.accent)), Span(TypedPath.name(path), Style(.link))]), Line("  "))
    }
    let notes: [RichText.Row] = recipients.isEmpty ? [] : [(Line(), Line())] + recipients.map { ($0, Line("  ")) }
    pager.show([PagerBlock(id: 0, indented: subject + body.rows + files + notes)])
  }

  mutating func move(_ motion: Motion) { _ = pager.navigate(motion) }

  func draw(on canvas: inout Canvas) {
    canvas.put(Line(tr("Preview: %1", title), .title), column: 2, row: 0)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) {
      pager.draw(on: &$0, isFocused: true)
    }
  }
}
