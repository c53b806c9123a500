import ClientCore
import Foundation
import Localization
import Text

/// The commands that change what is in the cooperative's folders.
enum FilesChanges {
  static let all: [PaneCommand<FilesPane>] = [
    PaneCommand(
      name: "files.new-folder", label: "new folder", summary: "Make a folder here", usage: "[NAME]",
      cost: .change, unavailable: notWritable,
      action: { (pane, context) throws(CacheError) in
        guard let account = pane.account else { return [] }
        guard let name = context.arguments.first else {
          return [.prompt(Input(label: context.tr("Name of the folder: "), line: CommandLine("files.new-folder")))]
        }
        if let reason = FolderName.objection(to: name, context.tr) { return [.notice(Notice(.warning, reason))] }
        let mutation = FileNode.createFolder(account, named: name, in: pane.folder, clientID: context.makeID())
        return [.enqueue([mutation]), .notice(Notice(.success, context.tr("Folder “%1” made", name)))]
      }),
    PaneCommand(
      name: "files.rename", label: "rename", summary: "Give the file another name", usage: "[NAME]",
      cost: .change, unavailable: notMine,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current else { return [] }
        guard let name = context.arguments.first else {
          let old = row.node.name.line.string
          return [.prompt(Input(label: context.tr("New name: "), text: old, line: CommandLine("files.rename")))]
        }
        if let reason = FolderName.objection(to: name, context.tr) { return [.notice(Notice(.warning, reason))] }
        return name == row.node.name.raw ? [] : [.enqueue([FileNode.rename(row.key, to: name)])]
      }),
    PaneCommand(
      name: "files.paste", label: "move here", summary: "Move the chosen files into this folder", cost: .change,
      unavailable: noPaste,
      action: { (pane, context) throws(CacheError) in
        let rows = pane.chosen.filter { $0.node.parentID != pane.folder }
        let mutations = rows.map { FileNode.move($0.key, into: pane.folder) }
        pane.chooseNone()
        return [
          .enqueue(mutations), .notice(Notice(.success, context.tr(rows.count, "%1 file moved", "%1 files moved"))),
        ]
      }),
    PaneCommand(
      name: "files.delete", label: "delete", summary: "Delete the file, or those that were chosen",
      cost: .change, unavailable: notMine,
      action: { (pane, context) throws(CacheError) in try delete(&pane, context) }),
    PaneCommand(
      name: "files.upload", label: "add a file", summary: "Put a file of this machine here", usage: "[PATH]",
      cost: .told, unavailable: notWritable,
      action: { (pane, context) throws(CacheError) in
        guard let path = context.arguments.first else {
          let label = context.tr("File to add (Tab completes): ")
          return [.prompt(Input(label: label, line: CommandLine("files.upload"), completesPaths: true))]
        }
        return upload(path, pane, context)
      }),
  ]

  // MARK: What may be done

  private static let notWritable: FilesCommands.Available = { pane, context in
    if pane.account == nil { return context.tr("First open a cooperative") }
    return pane.mayWrite ? nil : context.tr("You may read this folder, but put nothing into it")
  }

  private static let notMine: FilesCommands.Available = { pane, context in
    if let reason = FilesCommands.noFile(pane, context) { return reason }
    return pane.affected.allSatisfy(\.node.rights.mayWrite) ? nil : context.tr("You may read this, but not change it")
  }

  private static let noPaste: FilesCommands.Available = { pane, context in
    if pane.chosen.isEmpty { return context.tr("First choose files, then go where they are to be") }
    if let reason = notWritable(pane, context) { return reason }
    let inside = Set(pane.path.map(\.id))
    if pane.chosen.contains(where: { inside.contains($0.key.id) }) {
      return context.tr("A folder cannot be moved into itself")
    }
    if pane.chosen.contains(where: { $0.key.account != pane.account }) {
      return context.tr("Files cannot be moved to another cooperative: fetch and add them")
    }
    return pane.chosen.allSatisfy { $0.node.parentID == pane.folder } ? context.tr("They are already here") : nil
  }

  // MARK: Deleting

  private static func delete(_ pane: inout FilesPane, _ context: Context) throws(CacheError) -> [Effect] {
    let tree = try FileTree(pane.affected, context.cache)
    guard let tree else {
      return [.notice(Notice(.warning, context.tr("There is too much in this folder to delete it at once")))]
    }
    let isConfirmed = context.arguments.first == (tree.inside > 0 ? "--all" : "--now")
    guard isConfirmed else { return [.ask(question(pane.affected, tree, context))] }
    let title = FilesCommands.title(pane.affected, context.tr)
    pane.chooseNone()
    return [.enqueue(tree.keys.map(FileNode.delete)), .notice(Notice(.success, context.tr("%1 deleted", title)))]
  }

  /// A folder with content asks by another word, and then once more.
  private static func question(_ rows: [FileRow], _ tree: FileTree, _ context: Context) -> Question {
    let tr = context.tr
    let title = FilesCommands.title(rows, tr)
    if tree.inside == 0 {
      let delete = CommandLine("files.delete", ["--now"])
      return Question(SafeText(tr("Delete %1?", title)), [.yes(tr, delete), .no(tr)])
    }
    if context.arguments.first == "--again" {
      let delete = CommandLine("files.delete", ["--all"])
      let text = tr("Really? This cannot be undone.")
      return Question(
        SafeText(text), [Question.Choice(key: "D", label: tr("delete everything"), line: delete), .no(tr)])
    }
    let text = tr(tree.inside, "Delete %2 with the %1 item in it?", "Delete %2 with the %1 items in it?", title)
    let again = CommandLine("files.delete", ["--again"])
    return Question(SafeText(text), [.yes(tr, again), .no(tr)])
  }

  // MARK: Adding

  private static func upload(_ typed: String, _ pane: FilesPane, _ context: Context) -> [Effect] {
    guard let account = pane.account, !typed.isEmpty else { return [] }
    let path = TypedPath.expanded(typed)
    switch TypedPath.kind(path) {
    case .none: return [.notice(Notice(.warning, context.tr("There is no file %1", UntrustedText(path).line)))]
    case .folder:
      return [.notice(Notice(.warning, context.tr("%1 is a folder: give a file", UntrustedText(path).line)))]
    case .file: break
    }
    if let question = CostQuestion.beforeSending(path, account, "files.upload", context) { return [question] }
    let (id, folder) = (context.makeID(), pane.folder)
    // `FileNode.upload` names its blob after the file's own id: the spooled one must bear the same.
    let effect = Effect.upload([Sending(path: path, clientID: id + "-blob")], account: account) { files in
      files.flatMap { file in
        let content = Mutation.Action.upload(spool: "", type: file.type, size: file.size, sha256: file.sha256)
        return FileNode.upload(account, named: file.name, in: folder, content: content, clientID: id).dropFirst()
      }
    }
    let cost = CostWords(context.tr).text(CostQuestion.cost(ofSending: path, account, context))
    let text = context.tr("“%1” is put here at once, or with the next connection (%2)", TypedPath.name(path), cost)
    return [effect, .notice(Notice(.information, text))]
  }
}

/// Names that the protocol takes.
enum FolderName {
  /// Why a name cannot be given; nil when it can.
  static func objection(to name: String, _ tr: Catalog) -> String? {
    if name.isEmpty || name == "." || name == ".." { return tr("A name is needed") }
    if name.contains("/") { return tr("A name has no “/” in it") }
    return name.utf8.count > 255 ? tr("This name is too long") : nil
  }
}

/// Files to delete with all that is in them, the deepest first: a folder must be empty before it goes.
struct FileTree {
  private(set) var keys: [ObjectKey] = []
  /// How many things are inside the folders named.
  let inside: Int

  private static let longest = 2_000

  /// nil when there is too much.
  init?(_ rows: [FileRow], _ cache: CacheReader) throws(CacheError) {
    var waiting = rows
    while let row = waiting.popLast() {
      keys.append(row.key)
      guard keys.count + waiting.count <= Self.longest else { return nil }
      guard row.isFolder else { continue }
      let page = try cache.folder(row.key.account, row.key.id, limit: Self.longest + 1)
      waiting += page?.rows.rows ?? []
    }
    keys.reverse()
    inside = keys.count - rows.count
  }
}
