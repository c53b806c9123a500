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
  /// The first and the last change that are not yet in the draft.
  private var unsaved: (first: Double, last: Double)?
  private var savedRevision: Int

  private static let pause = 0.7
  private static let longest = 2.0

  init(_ composition: Composition) {
    self.composition = composition
    subject = composition.subject.map { EditBuffer($0, isMultiline: false) }
    body = EditBuffer(composition.body, cursorAtStart: composition.body.hasPrefix("\n"))
    field = composition.subject?.isEmpty == true ? .subject : .body
    savedRevision = 0
  }

  /// The text being typed.
  var active: EditBuffer {
    get { field == .subject ? subject ?? body : body }
    set { if field == .subject { subject = newValue } else { body = newValue } }
  }

  var revision: Int { body.revision + (subject?.revision ?? 0) }

  var finished: ComposedText {
    ComposedText(tag: composition.tag, target: composition.target, subject: subject?.text, body: body.text)
  }

  /// From the subject to the text and back.
  mutating func changeField() {
    guard subject != nil else { return }
    field = field == .subject ? .body : .subject
  }

  mutating func replaceBody(_ text: String) { body.replaceAll(text.hasSuffix("\n") ? String(text.dropLast()) : text) }

  mutating func clear() {
    composition.body = ""
    self = Composer(composition)
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
    unsaved = (unsaved?.first ?? now, now)
  }

  var nextDeadline: Double? { unsaved.map { min($0.last + Self.pause, $0.first + Self.longest) } }

  mutating func draftEffects(_ surroundings: Surroundings, force: Bool, isOpen: Bool = true) -> [Effect] {
    guard force || (nextDeadline.map { $0 <= surroundings.now } ?? false) else { return [] }
    (unsaved, savedRevision) = (nil, revision)
    if body.isEmpty && subject?.isEmpty != false { return [.deleteDraft(id: composition.draftID)] }
    return [.saveDraft(draft(at: surroundings.now, isOpen: isOpen))]
  }

  func draft(at now: Double, isOpen: Bool) -> Draft {
    var content: JSONObject = [
      "pane": .string(composition.pane), "body": .string(body.text), "title": .string(composition.title.string),
      "isOpen": .bool(isOpen), "isLine": .bool(composition.layout == .line),
      "tag": .object(composition.tag.reduce(into: JSONObject()) { $0[$1.key] = .string($1.value) }),
    ]
    if let subject { content["subject"] = .string(subject.text) }
    return Draft(id: composition.draftID, target: composition.target, content: content, savedAt: now)
  }

  /// Whether the editor was open on it when the program ended. A line of chat waits in its room instead: it means nothing
  /// without the talk above it.
  static func isOpen(_ draft: Draft) -> Bool {
    draft.content["isOpen"]?.bool == true && draft.content["isLine"]?.bool != true
  }

  /// A draft as it was left; nil when it is not one of the editor's.
  init?(restoring draft: Draft, _ tr: Catalog, as composition: Composition? = nil) {
    guard let pane = draft.content["pane"]?.string, let body = draft.content["body"]?.string else { return nil }
    let tag = draft.content["tag"]?.object?.reduce(into: [String: String]()) { $0[$1.key] = $1.value.string }
    let restored = Composition(
      pane: pane, tag: tag ?? [:], target: draft.target, title: SafeText(draft.content["title"]?.string ?? ""),
      subject: draft.content["subject"]?.string, body: body,
      layout: draft.content["isLine"]?.bool == true ? .line : .page, draftID: draft.id)
    self.init(composition.map { $0.filled(like: restored) } ?? restored)
  }
}

extension Composition {
  fileprivate func renamed(to id: ObjectID) -> Composition {
    Composition(
      pane: pane, tag: tag, target: ObjectKey(target.account, target.type, id), title: title, subject: subject,
      body: body, layout: layout, draftID: draftID)
  }

  fileprivate func filled(like draft: Composition) -> Composition {
    var filled = self
    filled.body = draft.body
    if subject != nil { filled.subject = draft.subject }
    return filled
  }
}
