import ClientCore
import Foundation
import JSON
import Localization
import Text

/// What waits, opened again to be written otherwise.
enum OutboxEdit {
  /// The text of a message, a report or an event; nil for what has none.
  static func body(_ mutation: Mutation) -> String? {
    let object = properties(mutation)
    let said = mutation.type == Report.name ? "text" : "body"
    return object?[said]?.string ?? object?["description"]?.string
  }

  static func properties(_ mutation: Mutation) -> JSONObject? {
    switch mutation.action {
    case .create(let object), .update(let object): object
    case .destroy, .upload: nil
    }
  }

  /// Why it cannot be edited; nil when it can.
  static func objection(to row: OutboxRow, _ tr: Catalog) -> String? {
    if row.entry.state == .sending { return tr("It is on its way: wait for the answer") }
    return isEditable(row.entry.mutation) ? nil : tr("There is nothing to edit in it: retry or drop it")
  }

  static func isEditable(_ mutation: Mutation) -> Bool { hasName(mutation) || hasText(mutation) }

  /// What something that is there already is to be called.
  static func newName(_ mutation: Mutation) -> UntrustedText? {
    guard case .update(let patch) = mutation.action else { return nil }
    return ["name", "subject", "title"].lazy.compactMap { patch[$0]?.string }.first.map { UntrustedText($0) }
  }

  /// A name is typed at the prompt.
  static func hasName(_ mutation: Mutation) -> Bool {
    mutation.type == FileNode.name && properties(mutation)?["name"]?.string != nil
  }

  private static func hasText(_ mutation: Mutation) -> Bool {
    guard let object = properties(mutation) else { return false }
    if mutation.type == Message.name { return object["body"]?.string != nil }
    if mutation.type == CalendarEvent.name, case .create = mutation.action { return true }
    return false
  }

  static func composition(_ row: OutboxRow, _ context: Context) -> Composition? {
    let mutation = row.entry.mutation
    guard let object = properties(mutation) else { return nil }
    let target = ObjectKey(mutation.account, mutation.type, mutation.id)
    let (tag, now) = (["entry": String(row.entry.id)], context.trueNow(mutation.account))
    let title = SafeText(context.tr("Edit what waits"))
    if mutation.type == CalendarEvent.name {
      let fields = EventForm.fields(of: object, context)
      return Composition(
        pane: OutboxPane.name, tag: tag, target: target, title: title, subject: fields.title,
        body: EventForm.text(fields, hasCalendar: false, context.tr),
        form: FormLines(EventForm.labels(context.tr), rest: .text))
    }
    return Composition(
      pane: OutboxPane.name, tag: tag, target: target, title: title, subject: object["subject"]?.string,
      body: object["body"]?.string ?? "", expiresAt: mutation.expiresAt.flatMap { $0 > now ? $0 : nil })
  }

  static func accept(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    guard let entry = text.tag["entry"].flatMap(Int64.init), let row = try context.cache.outboxEntry(entry) else {
      return .refused(context.tr("It has been sent meanwhile; copy your text if you need it"))
    }
    guard row.entry.state != .sending else { return .refused(context.tr("It is on its way: wait for the answer")) }
    var changes: JSONObject = [:]
    if row.entry.mutation.type == CalendarEvent.name {
      switch EventForm.properties(text, context) {
      case .success(let properties): changes = properties
      case .failure(let refusal): return refusal.result
      }
    } else {
      changes["body"] = .string(text.body)
      if let subject = text.subject { changes["subject"] = .string(subject) }
    }
    guard let mutation = replaced(row.entry.mutation, with: changes)?.expiring(at: text.expiresAt) else {
      return .sent([])
    }
    return .sent([
      .replace(entry: entry, with: mutation),
      .notice(Notice(.success, context.tr("Changed; it leaves with the next connection"))),
    ])
  }

  /// The same intention with other properties; null removes.
  static func replaced(_ mutation: Mutation, with changes: JSONObject) -> Mutation? {
    let action: Mutation.Action
    switch mutation.action {
    case .create(let object): action = .create(object.merging(changes) { $1 }.filter { !$0.value.isNull })
    case .update(let patch): action = .update(patch.merging(changes) { $1 })
    case .destroy, .upload: return nil
    }
    return Mutation(
      account: mutation.account, type: mutation.type, id: mutation.id, action: action, expiresAt: mutation.expiresAt)
  }
}

extension OutboxPane {
  static func understood(_ text: ComposedText, _ words: DateWords) -> [Understood] {
    text.target.type == CalendarEvent.name ? EventForm.understood(text, words) : []
  }
}
