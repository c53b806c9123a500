import ClientCore
import JSON
import Localization
import Text

/// The built-in editor: a subject where there is one, and a body. What is typed is kept as a draft after every pause, and at the
/// latest two seconds after it was typed.
struct Composer: Sendable {
  enum Field: Sendable { case subject, body }

  private(set) var composition: Composition
  var subject: EditBuffer?
  var body: EditBuffer
  var field: Field
  /// Paths of the files of this machine that go with it.
  var files: [String]
  /// From when on it is of no use, in seconds since 1970; nil: it always is.
  var expiresAt: Double?
  /// What its spelling is looked up in; nil: it is not.
  var dictionary: String?
  /// The text as it will be shown, over the editor; nil: it is being written.
  var preview: Preview?
  /// Words in doubt, of each of the two.
  var subjectDoubts = DoubtLines()
  var bodyDoubts = DoubtLines()
  /// How vim's keys stand in it, where they hold.
  var vi = ViEditing()
  private var unsaved = SavingPause()
  private var savedRevision: Int
  /// Whether what it began with was written by somebody before, and is kept.
  private var isRestored = false

  init(_ composition: Composition) {
    self.composition = composition
    subject = composition.subject.map { EditBuffer($0, isMultiline: false) }
    body = EditBuffer(composition.body, cursorAtStart: composition.body.hasPrefix("\n"))
    field = composition.subject?.isEmpty == true ? .subject : .body
    (files, expiresAt) = (composition.files, composition.expiresAt)
    savedRevision = 0
    body.form = composition.form
    beginForm()
  }

  /// The text being typed.
  var active: EditBuffer {
    get { field == .subject ? subject ?? body : body }
    set { if field == .subject { subject = newValue } else { body = newValue } }
  }

  var revision: Int { body.revision + (subject?.revision ?? 0) }

  var finished: ComposedText {
    ComposedText(
      tag: composition.tag, target: composition.target, subject: subject?.text, body: body.text, files: files,
      expiresAt: expiresAt)
  }

  /// Whether there is nothing that one would miss.
  var isEmpty: Bool { body.isEmpty && subject?.isEmpty != false && files.isEmpty }

  /// Whether closing it loses nothing: it is empty, or as it was begun.
  var isWorthless: Bool { isEmpty || !isRestored && isUntouched }

  private var isUntouched: Bool {
    (body.text, subject?.text) == (composition.body, composition.subject)
      && (files, expiresAt) == (composition.files, composition.expiresAt)
  }

  mutating func replaceBody(_ text: String) { body.replaceAll(text.hasSuffix("\n") ? String(text.dropLast()) : text) }

  /// A draft that is gone on with by quoting gets the quotation at its end.
  func adding(quotationOf composition: Composition) -> Composer {
    let quotation = composition.body.drop { $0 == "\n" }
    let quotes = composition.body.hasPrefix("\n") || composition.body.hasPrefix(">")
    guard Writing(composition.tag).name == Writing.reply.name, quotes, !quotation.isEmpty,
      !body.text.contains(quotation)
    else {
      return self
    }
    var composer = self
    composer.body.moveToEnd()
    composer.body.insert("\n\n" + quotation)
    return composer
  }

  mutating func clear() {
    (composition.body, composition.files, composition.expiresAt) = ("", [], nil)
    let kept = dictionary
    self = Composer(composition)
    dictionary = kept
  }

  /// What the draft was for may have got its server's id meanwhile.
  mutating func follow(_ changes: ChangeSet) {
    guard let id = changes.renamed[composition.target] else { return }
    composition = composition.renamed(to: id)
  }

  // MARK: Drafts

  /// To be called after every event: notes when the text changed.
  mutating func noteChange(at now: Double) {
    guard revision != savedRevision else { return }
    unsaved.noteChange(at: now)
  }

  var nextDeadline: Double? { unsaved.deadline }

  mutating func draftEffects(_ surroundings: Surroundings, force: Bool, isOpen: Bool = true) -> [Effect] {
    guard force || unsaved.isOver(at: surroundings.now) else { return [] }
    unsaved.settle()
    savedRevision = revision
    if isWorthless { return [.deleteDraft(id: composition.draftID)] }
    return [.saveDraft(draft(at: surroundings.now, isOpen: isOpen))]
  }

  func draft(at now: Double, isOpen: Bool) -> Draft {
    var content: JSONObject = [
      "pane": .string(composition.pane), "body": .string(body.text), "title": .string(composition.title.string),
      "isOpen": .bool(isOpen), "isLine": .bool(composition.layout == .line), "cursor": cursorNote,
      "tag": .object(composition.tag.reduce(into: JSONObject()) { $0[$1.key] = .string($1.value) }),
    ]
    if let subject { content["subject"] = .string(subject.text) }
    if !files.isEmpty { content["files"] = .array(files.map { .string($0) }) }
    content["expiresAt"] = expiresAt.map { .double($0) }
    content["dictionary"] = dictionary.map { .string($0) }
    content["form"] = composition.form?.note
    return Draft(id: composition.draftID, target: composition.target, content: content, savedAt: now)
  }

  private var cursorNote: JSONValue {
    .array([.bool(field == .subject), .int(Int64(active.row)), .int(Int64(active.column))])
  }

  /// Whether the editor was open on it when the program ended. A line of chat means nothing without the talk above it: it waits
  /// in its room when another place is shown.
  static func isOpen(_ draft: Draft, in place: Place) -> Bool {
    guard draft.content["isOpen"]?.bool == true else { return false }
    return draft.content["isLine"]?.bool != true || draft.target == place.inside.container
  }

  /// Where in the text the cursor was.
  private mutating func putCursor(_ note: JSONValue?) {
    guard let isSubject = note?[0]?.bool, let row = note?[1]?.int, let column = note?[2]?.int else { return }
    field = isSubject && subject != nil ? .subject : .body
    active.putCursor(row: Int(row), column: Int(column))
  }

  /// A draft as it was left; nil when it is not one of the editor's.
  init?(restoring draft: Draft, _ tr: Catalog, as composition: Composition? = nil) {
    guard let pane = draft.content["pane"]?.string, let body = draft.content["body"]?.string else { return nil }
    let tag = draft.content["tag"]?.object?.reduce(into: [String: String]()) { $0[$1.key] = $1.value.string }
    let restored = Composition(
      pane: pane, tag: tag ?? [:], target: draft.target, title: SafeText(draft.content["title"]?.string ?? ""),
      subject: draft.content["subject"]?.string, body: body, files: Self.files(of: draft),
      expiresAt: draft.content["expiresAt"]?.double,
      form: draft.content["form"].flatMap(FormLines.init(note:)),
      layout: draft.content["isLine"]?.bool == true ? .line : .page, draftID: draft.id)
    self.init(composition.map { $0.filled(like: restored) } ?? restored)
    isRestored = true
    dictionary = draft.content["dictionary"]?.string
    putCursor(draft.content["cursor"])
  }

  private static func files(of draft: Draft) -> [String] {
    (draft.content["files"]?.array ?? []).compactMap(\.string)
  }
}

extension Composition {
  fileprivate func renamed(to id: ObjectID) -> Composition {
    Composition(
      pane: pane, tag: tag, target: ObjectKey(target.account, target.type, id), title: title, subject: subject,
      body: body, files: files, expiresAt: expiresAt, form: form, layout: layout, draftID: draftID)
  }

  fileprivate func filled(like draft: Composition) -> Composition {
    var filled = self
    filled.body = draft.body
    filled.files = draft.files + files.filter { !draft.files.contains($0) }
    filled.expiresAt = draft.expiresAt ?? expiresAt
    if subject != nil { filled.subject = draft.subject }
    return filled
  }
}
