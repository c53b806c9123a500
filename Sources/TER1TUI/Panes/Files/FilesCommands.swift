import ClientCore
import Foundation
import Localization
import Text

enum FilesCommands {
  typealias Available = @Sendable (FilesPane, Context) -> String?

  static let all: [PaneCommand<FilesPane>] = choosing + bringing + FilesChanges.all + FilesKits.all

  // MARK: Choosing

  private static let choosing: [PaneCommand<FilesPane>] = [
    PaneCommand(
      name: "files.choose", label: "choose", summary: "Choose the file, to move, fetch or delete several together",
      unavailable: noFile,
      action: { (pane, context) throws(CacheError) in try pane.choose(context) }),
    PaneCommand(
      name: "files.choose-none", label: "choose none", summary: "Forget which files were chosen",
      unavailable: { pane, context in pane.chosen.isEmpty ? context.tr("Nothing is chosen") : nil },
      action: { (pane, _) throws(CacheError) in
        pane.chooseNone()
        return []
      }),
    PaneCommand(
      name: "files.filter", label: "filter", summary: "Show only the names that hold what is typed", usage: "[TEXT]",
      unavailable: { pane, context in pane.account == nil ? context.tr("First open a cooperative") : nil },
      action: { (pane, context) throws(CacheError) in
        guard let text = context.arguments.first else {
          let input = Input(
            label: context.tr("Filter: "), text: pane.filter, line: CommandLine("files.filter"), isLive: true)
          return [.prompt(input)]
        }
        return try pane.show(filter: text, context)
      }),
  ]

  static let noFile: Available = { pane, context in
    pane.affected.isEmpty ? context.tr("There is no file here") : nil
  }

  // MARK: Fetching

  private static let bringing: [PaneCommand<FilesPane>] = [
    PaneCommand(
      name: "files.download", label: "fetch", summary: "Fetch the file to this machine; one that was cut goes on",
      needsNetwork: true, cost: .told, unavailable: nothingToFetch,
      action: { (pane, context) throws(CacheError) in
        let rows = pane.affected.filter { !$0.isFolder && !$0.isDownloaded && !$0.isOnItsWay }
        let size = rows.reduce(0) { $0 + $1.sizeLeft }
        let cost = FetchCost(size: size, rows.first.flatMap { context.standing($0.key.account) })
        if CostQuestion.isDue(cost, size) && context.arguments.first != "--now" {
          let again = CommandLine("files.download", ["--now"])
          return [.ask(CostQuestion.make(SafeText(title(rows, context.tr)), cost, again, context.tr))]
        }
        pane.chooseNone()
        let downloads = rows.compactMap { download($0, context) }
        let text = context.tr("Fetching %1 (%2)", title(rows, context.tr), CostWords(context.tr).text(cost))
        return downloads.map { .download($0) } + [.notice(Notice(.information, text))]
      }),
    PaneCommand(
      name: "files.open", label: "open", summary: "Open the file that was fetched with its own program",
      unavailable: { pane, context in
        guard let row = pane.current, !row.isFolder else { return context.tr("There is no file here") }
        return row.isDownloaded ? nil : context.tr("This file is not here yet: fetch it first")
      },
      action: { (pane, _) throws(CacheError) in pane.current?.download.map { [.openFile(path: $0.path)] } ?? [] }),
    PaneCommand(
      name: "files.view", label: "look at file",
      summary: "Show a picture or a text here; what is not here is fetched first, its cost said", cost: .told,
      unavailable: { pane, context in
        guard let row = pane.current, !row.isFolder else { return context.tr("There is no file here") }
        return row.node.blobID?.isLocal == true ? context.tr("This file is still on its way to the server") : nil
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let download = download(row, context) else { return [] }
        let file = FileToView(
          download, name: row.node.name, type: row.node.type ?? UntrustedText(""), summary: row.node.summary)
        if row.isDownloaded { return [.view(file)] }
        let (size, tr) = (row.node.size ?? 0, context.tr)
        let cost = FetchCost(size: size, context.standing(row.key.account))
        if CostQuestion.isDue(cost, size) && context.arguments.first != CostQuestion.agreed {
          let again = CommandLine("files.view", [CostQuestion.agreed])
          return [.ask(CostQuestion.make(row.node.name.line, cost, again, tr))]
        }
        let text = tr("Fetching %1 (%2)", row.node.name.line, CostWords(tr).text(cost))
        return [.download(download), .notice(Notice(.information, text)), .view(file)]
      }),
    PaneCommand(
      name: "files.cancel", label: "stop fetching", summary: "Stop fetching the file; what has come is kept",
      unavailable: { pane, context in
        guard let state = pane.current?.download?.state, state != .done else {
          return context.tr("This file is not being fetched")
        }
        return state == .paused ? context.tr("It is stopped already: fetch it to go on") : nil
      },
      action: { (pane, context) throws(CacheError) in
        guard let download = pane.current?.download else { return [] }
        let key = context.keys("files.download") ?? "files.download"
        let text = context.tr("Stopped; what has come is kept, %1 goes on from there", key)
        return [.pauseDownload(id: download.id), .notice(Notice(.information, text))]
      }),
  ]

  private static let nothingToFetch: Available = { pane, context in
    if let reason = noFile(pane, context) { return reason }
    if pane.affected.allSatisfy(\.isFolder) { return context.tr("A folder cannot be fetched: choose the files in it") }
    if pane.affected.allSatisfy({ $0.isFolder || $0.isDownloaded }) { return context.tr("It is already here") }
    if pane.affected.allSatisfy({ $0.isFolder || $0.isDownloaded || $0.isOnItsWay }) {
      return context.tr("It is on its way: %1 stops it", context.keys("files.cancel") ?? "files.cancel")
    }
    return pane.affected.contains { $0.node.blobID?.isLocal == true }
      ? context.tr("This file is still on its way to the server") : nil
  }

  static func title(_ rows: [FileRow], _ tr: Catalog) -> String {
    rows.count == 1 ? tr("“%1”", rows[0].node.name.line) : tr(rows.count, "%1 file", "%1 files")
  }

  /// One that was begun goes on under its own name.
  static func download(_ row: FileRow, _ context: Context) -> Download? {
    if var begun = row.download {
      begun.sha256 = begun.sha256 ?? row.node.sha256
      return begun
    }
    guard let blob = row.node.blobID else { return nil }
    let path = context.downloadFolder + "/" + FileName.safe(row.node.name)
    return Download(
      id: context.makeID(), account: row.key.account, blobID: blob, path: path, mediaType: row.node.type,
      size: row.node.size, sha256: row.node.sha256, updatedAt: context.now)
  }
}
