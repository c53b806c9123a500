import ClientCore
import Foundation
import Localization
import Text

/// The commands about kits: docs/protocol.md, section 28.
enum FilesKits {
  static let all: [PaneCommand<FilesPane>] = [
    PaneCommand(
      name: "files.kit", label: msgid("make a kit"),
      summary: msgid("Tie the folder to an event or a campaign: it is a kit then"),
      usage: "[EVENT|CAMPAIGN]", cost: .change, unavailable: mayNotTie,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.kitFolder else { return [] }
        guard let typed = context.arguments.first else { return [try ask(row, context)] }
        return try tie(row, typed.trimmingCharacters(in: .whitespaces), context)
      }),
    PaneCommand(
      name: "files.pin", label: msgid("keep offline"),
      summary: msgid("Keep the kit here: the smallest variant of each leaflet; again, for more or none"),
      usage: "[smallest|light|print|none]", cost: .told, unavailable: noKit,
      action: { (pane, context) throws(CacheError) in
        guard let kit = try kit(pane, context) else { return [] }
        return try keep(kit, &pane, context)
      }),
    PaneCommand(
      name: "files.hand-over", label: msgid("hand over"),
      summary: msgid("Show the kit's code, link and QR code to somebody else"),
      unavailable: noKit,
      action: { (pane, context) throws(CacheError) in try kit(pane, context).map { [.ask(card($0, context))] } ?? [] }),
    PaneCommand(
      name: "files.find-kit", label: msgid("find a kit"),
      summary: msgid("Go to the kit with a code, or a link, that somebody gave"),
      usage: "[CODE]",
      action: { (_, context) throws(CacheError) in
        guard let typed = context.arguments.first else {
          return [.prompt(Input(label: context.tr("Code or link of the kit: "), line: CommandLine("files.find-kit")))]
        }
        return try find(typed, context)
      }),
  ]

  // MARK: What may be done

  private static let mayNotTie: FilesCommands.Available = { pane, context in
    guard let row = pane.kitFolder else { return context.tr("A kit is a folder: go to one") }
    return row.node.rights.mayWrite ? nil : context.tr("You may read this, but not change it")
  }

  private static let noKit: FilesCommands.Available = { pane, context in
    guard let row = pane.kitFolder, row.node.isKit else { return context.tr("This folder is no kit") }
    return row.key.id.isLocal ? context.tr("This folder is still on its way to the server") : nil
  }

  private static func kit(_ pane: FilesPane, _ context: Context) throws(CacheError) -> Kit? {
    guard let row = pane.kitFolder else { return nil }
    return try context.cache.kit(row.key)
  }

  // MARK: What it is for

  private static let monthAhead = 62 * 86_400.0

  /// The events of the next weeks, the next one first.
  private static func events(_ account: AccountID, _ context: Context) throws(CacheError) -> [CalendarEvent] {
    let rows = try context.cache.agenda(
      between: context.now - 86_400, and: context.now + monthAhead, zone: context.zone, limit: 200)
    var seen: Set<ObjectID> = []
    return rows.filter { $0.key.account == account && seen.insert($0.key.id).inserted }.map(\.event)
  }

  private static func ask(_ row: (key: ObjectKey, node: FileNode), _ context: Context) throws(CacheError) -> Effect {
    let names = try events(row.key.account, context).map(\.title.line.string)
    let standing = try context.cache.kit(row.key).map { KitWords(context.tr).purpose($0).string } ?? ""
    return .prompt(
      Input(
        label: context.tr("For which event (Tab) or campaign; nothing: no kit: "), text: standing,
        line: CommandLine("files.kit"), completions: names))
  }

  private static func tie(
    _ row: (key: ObjectKey, node: FileNode), _ typed: String, _ context: Context
  ) throws(CacheError) -> [Effect] {
    let event = try events(row.key.account, context).first { $0.title.line.string == typed }
    if typed.isEmpty {
      return [
        .enqueue([FileNode.tie(row.key, event: nil, campaign: nil)]),
        .notice(Notice(.success, context.tr("“%1” is no kit any more", row.node.name.line))),
      ]
    }
    guard typed.utf8.count <= 255 else { return [.notice(Notice(.warning, context.tr("This name is too long")))] }
    let said = context.tr("“%1” is a kit for: %2", row.node.name.line, SafeText(typed))
    return [
      .enqueue([FileNode.tie(row.key, event: event?.id, campaign: event == nil ? typed : nil)]),
      .notice(Notice(.success, said)),
    ]
  }

  // MARK: Keeping it here

  private static let extents: [String: Kit.Extent] = [
    "smallest": .smallest, "light": .upTo(.light), "print": .upTo(.print),
  ]

  private static func keep(_ kit: Kit, _ pane: inout FilesPane, _ context: Context) throws(CacheError) -> [Effect] {
    let tr = context.tr
    let word = context.arguments.first { $0 != CostQuestion.agreed }
    if word == "none" {
      pane.kept[kit.folder.key] = nil
      return [
        pane.keptNote,
        .notice(Notice(.information, tr("The kit is kept no longer; what was fetched stays where it is"))),
      ]
    }
    guard let extent = word.map({ extents[$0] }) ?? (pane.kept[kit.folder.key] == nil ? .smallest : nil) else {
      return [.ask(question(kit, pane.kept[kit.folder.key], context))]
    }
    let missing = kit.missing(extent)
    let cost = cost(missing, kit, context)
    if CostQuestion.isDue(cost, missing.reduce(0) { $0 + $1.size }), !context.isAgreed {
      let again = CommandLine("files.pin", [word ?? "smallest", CostQuestion.agreed])
      return [.ask(CostQuestion.make(kit.folder.node.name.line, cost, again, tr))]
    }
    pane.kept[kit.folder.key] = extent
    let said =
      missing.isEmpty
      ? tr("“%1” is here and is kept", kit.folder.node.name.line)
      : tr("“%1” is kept here (%2)", kit.folder.node.name.line, CostWords(tr).text(cost))
    return [pane.keptNote, .notice(Notice(.success, said))] + FilesKits.fetching(missing, context)
  }

  static func cost(_ variants: [Kit.Variant], _ kit: Kit, _ context: Context) -> FetchCost {
    FetchCost(size: variants.reduce(0) { $0 + $1.size }, context.standing(kit.folder.key.account))
  }

  /// More of a kit that is kept already, the least first.
  private static func question(_ kit: Kit, _ extent: Kit.Extent?, _ context: Context) -> Question {
    let tr = context.tr
    let words = KitWords(tr)
    func label(_ name: String, _ extent: Kit.Extent) -> String {
      tr("%1: %2", name, CostWords(tr).text(cost(kit.missing(extent), kit, context)))
    }
    func choice(_ key: Character, _ name: String, _ word: String) -> Question.Choice {
      Question.Choice(
        key: key, label: extents[word].map { label(name, $0) } ?? name,
        line: CommandLine("files.pin", extents[word] == nil ? [word] : [word, CostQuestion.agreed]))
    }
    return Question(
      kit.folder.node.name.line,
      [
        choice("1", tr("the smallest of each"), "smallest"), choice("2", words.kind(.light), "light"),
        choice("3", words.kind(.print), "print"), choice("x", tr("keep it no longer"), "none"),
        .no(tr),
      ])
  }

  static func fetching(_ variants: [Kit.Variant], _ context: Context) -> [Effect] {
    variants.filter { $0.file.node.blobID?.isLocal == false }.compactMap {
      FilesCommands.download($0.file, context).map { .download($0) }
    }
  }

  // MARK: Handing over

  private static func card(_ kit: Kit, _ context: Context) -> Question {
    let tr = context.tr
    let cooperative = context.accounts.first { $0.id == kit.folder.key.account }?.name.line ?? ""
    let smallest = kit.variants(.smallest)
    let leaflets = kit.leaflets.prefix(6).map { Line([Span("· ", .dim), Span($0.name.line)]) }
    var sheet = LinkSheet(link: UntrustedText(kit.link), wantsCode: true)
    sheet.about =
      [Line(kit.folder.node.name.line, Style(.title)), Line(cooperative, .dim)]
      + [Line(tr("code: %1", kit.code), .bold), Line()] + leaflets
    sheet.below = [
      Line(tr("the smallest of each: %1", CostWords(tr).text(cost(smallest, kit, context))), .dim),
      Line(tr("Whoever may read it types this code after “find a kit”."), .dim),
    ]
    var question = Question(
      SafeText(tr("Hand over “%1”:", kit.folder.node.name.line)),
      [
        Question.Choice(key: "c", label: tr("copy the code"), line: CommandLine("link.copy", [kit.code])),
        Question.Choice(key: "l", label: tr("copy the link"), line: CommandLine("link.copy", [kit.link])),
        Question.Choice(key: "n", label: tr("close"), line: nil),
      ])
    question.card = sheet
    return question
  }

  private static func find(_ typed: String, _ context: Context) throws(CacheError) -> [Effect] {
    let tr = context.tr
    guard let code = Kit.code(typed: typed) else {
      return [.notice(Notice(.warning, tr("“%1” is no code of a kit: it has six letters and digits", SafeText(typed))))]
    }
    guard let kit = try context.cache.kits(code: code).first else {
      return [.notice(Notice(.warning, tr("There is no kit %1 among what you may read", code)))]
    }
    return [.show(pane: FilesPane.name, at: kit.folder.key)]
  }
}

extension FilesPane {
  /// The folder that a command about a kit means: the one at hand, or the one that one is in.
  var kitFolder: (key: ObjectKey, node: FileNode)? {
    if let row = current, row.isFolder { return (row.key, row.node) }
    guard let account, let node = path.last else { return nil }
    return (ObjectKey(account, FileNode.name, node.id), node)
  }

  var keptNote: Effect { .saveNote(name: KitsKept.note, kept.json) }
}
