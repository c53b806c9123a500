internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import Runtime
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text

struct FileCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "file", abstract: tr("Bring a file here, or put one there."), subcommands: [Get.self, Put.self])
  }

  struct Get: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "get", abstract: tr("Bring a file; a download that was cut goes on where it stopped."),
        discussion: tr("Nothing that exists is overwritten: the file then gets another name, which is printed."))
    }
    @Argument(help: ArgumentHelp(tr("The file's path, as list shows it, or its key or id."))) var file: String
    @Option(help: ArgumentHelp(tr("The folder to put it in; else the one you are in."), valueName: "folder")) var to =
      "."
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let (owner, node) = try find(Places(reader: cache.reader, account: account), cache.reader)
      try await FileCommand.bring(node, of: owner, to: to, desk, cache)
    }

    private func find(_ places: Places, _ reader: CacheReader) throws(Failure) -> (Account, FileNode) {
      let accounts = try places.accounts()
      for account in accounts {
        if let row = try FilePaths(reader: reader).find(file, account.id) { return (account, row.node) }
        let key = ObjectKey(text: file) ?? ObjectKey(account.id, FileNode.name, ObjectID(file))
        guard key.account == account.id, key.type == FileNode.name else { continue }
        if let detail = try reading({ () throws(CacheError) in try reader.file(key) }) {
          return (account, detail.file.node)
        }
      }
      throw Failure(.notFound, tr("There is no file or folder “%1”.", file), remedy: tr("See: ter1 list files"))
    }
  }

  struct Put: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "put", abstract: tr("Put a file into a folder of the cooperative."))
    }
    @Argument(help: ArgumentHelp(tr("The file here."))) var file: String
    @Option(name: .customLong("in"), help: ArgumentHelp(tr("The folder there, as list shows it."), valueName: "folder"))
    var folder: String
    @Option(help: ArgumentHelp(tr("What to call it there."), valueName: "name")) var name: String?
    @Option(help: ArgumentHelp(tr("The media type; else by the name's ending."), valueName: "type")) var type: String?
    @Flag(help: ArgumentHelp(tr("Send it with what it says of who made it, where and when."))) var keepMetadata = false
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      guard FileManager.default.isReadableFile(atPath: file) else {
        throw Failure(.notFound, tr("%1 cannot be read.", file))
      }
      let (account, node) = try target(cache.reader)
      let leaving = try leavingFile(desk)
      let content = try reading { () throws(CacheError) in
        try cache.spool(copying: leaving.path, type: type ?? MediaType.ofFile(named: file))
      }
      if isatty(2) == 1, !options.queue { try await tellCost(of: content, account, desk, cache) }
      let mutations = FileNode.upload(
        account.id, named: name ?? URL(filePath: file).lastPathComponent, in: node, content: content,
        clientID: Sender.newID())
      try await Sender(desk: desk, cache: cache).sendAndTell(mutations, isQueueOnly: options.queue)
    }

    /// What cannot be cleaned goes only when one says so.
    private func leavingFile(_ desk: Desk) throws(Failure) -> LeavingFile {
      let leaving = try reading { () throws(CacheError) in
        try LeavingFile(file, keepsMetadata: keepMetadata || desk.preferences.keepsMetadata)
      }
      if let warning = leaving.warning(tr) {
        throw Failure(
          .data, warning, safe: tr("Nothing was sent."), remedy: tr("To send it all the same, add --keep-metadata."))
      }
      if let words = leaving.cleaning(tr) { Desk.output.note(words) }
      return leaving
    }

    private func tellCost(
      of content: Mutation.Action, _ account: Account, _ desk: Desk, _ cache: Cache
    ) async throws(Failure) {
      guard case .upload(_, _, let size, _) = content, let login = try desk.logins(only: account.login).first
      else { return }
      let engine = try Connection(login: login, desk: desk, engine: CurlEngine()).syncEngine(cache)
      let standing = try await FileCommand.standing(engine, login)
      let title = UntrustedText(name ?? URL(filePath: file).lastPathComponent)
      FileCommand.tell(title, FetchCost(size: size, going: .up, standing))
    }

    private func target(_ reader: CacheReader) throws(Failure) -> (Account, ObjectID?) {
      let accounts = try Places(reader: reader, account: options.account).accounts()
      if folder == "/", let first = accounts.first { return (first, nil) }
      for account in accounts {
        if let row = try FilePaths(reader: reader).find(folder, account.id), row.node.isFolder {
          return (account, row.node.id)
        }
      }
      throw Failure(.notFound, tr("There is no folder “%1”.", folder), remedy: tr("See: ter1 list files"))
    }
  }
}

// MARK: - Bringing

extension FileCommand {
  /// Brings a file into a folder of this machine, and prints where it is.
  static func bring(_ node: FileNode, of owner: Account, to folder: String, _ desk: Desk, _ cache: Cache) async throws {
    guard let blob = node.blobID else { throw Failure(.data, tr("“%1” is a folder.", node.name.line)) }
    guard !blob.isLocal else {
      throw Failure(.queued, tr("This file is still on its way to the server."), remedy: tr("Send it: ter1 sync"))
    }
    let download = Download(
      id: "\(owner.id.rawValue)-\(blob.rawValue)", account: owner.id, blobID: blob, path: try target(node, folder),
      mediaType: node.type, size: node.size, sha256: node.sha256, updatedAt: Sender.now())
    if let path = try atHand(download, owner, cache.reader) { return try Desk.output.line(UntrustedText(path).line) }
    guard let login = try desk.logins(only: owner.login).first else { return }
    let engine = try Connection(login: login, desk: desk, engine: CurlEngine()).syncEngine(cache)
    if isatty(2) == 1 { tell(node.name, FetchCost(size: node.size ?? 0, try await standing(engine, login))) }
    do {
      let path = try await engine.download(download)
      try Desk.output.line(UntrustedText(path).line)
    } catch let error as SyncError {
      throw Failure(error, server: login.domain ?? login.name)
    }
  }

  /// Where the file is, or is put, without a network: it stands there already, or was fetched before. nil: it has to come.
  private static func atHand(
    _ download: Download, _ owner: Account, _ reader: CacheReader
  ) throws(Failure) -> String? {
    let known = try reading { () throws(CacheError) in try reader.download(download.id) }
    if let sha256 = (download.sha256 ?? known?.sha256)?.raw,
      let same = WholeFile(download.path, size: download.size, sha256: sha256)
    {
      return same.path
    }
    guard let whole = known.flatMap({ WholeFile($0) }) else { return nil }
    do { return try whole.copy(as: download.path) } catch { throw Failure(error, server: owner.login) }
  }

  private static func target(_ node: FileNode, _ path: String) throws(Failure) -> String {
    let folder = URL(filePath: path).standardizedFileURL.path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw Failure(.cannotCreate, tr("There is no folder “%1”.", path))
    }
    return folder + "/" + FileName.safe(node.name)
  }

  // MARK: What it will cost

  private static func standing(_ engine: SyncEngine, _ login: Login) async throws(Failure) -> LinkStanding {
    do { return try await engine.recalledStanding() } catch {
      throw Failure(error, server: login.domain ?? login.name)
    }
  }

  private static func tell(_ name: UntrustedText, _ cost: FetchCost) {
    Desk.output.note(tr("%1: %2", name.line, CostWords(Catalog(Speech.language)).text(cost)))
  }
}
