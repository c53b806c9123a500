internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI
internal import Text

struct KitCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "kit", abstract: tr("Mobilisation material: bring a kit here, or make a folder one."),
      subcommands: [Get.self, Tie.self])
  }

  struct Get: AsyncParsableCommand {
    enum Extent: String, CaseIterable, ExpressibleByArgument { case smallest, light, print }

    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "get", abstract: tr("Bring a kit: the smallest variant of each leaflet, or more."),
        discussion: tr("Nothing that exists is overwritten: the file then gets another name, which is printed."))
    }
    @Argument(help: ArgumentHelp(tr("The kit's code or link, its path, or its key."))) var kit: String
    @Option(help: ArgumentHelp(tr("How much of it: smallest; light; print, which is all."))) var variant = Extent
      .smallest
    @Option(help: ArgumentHelp(tr("The folder to put it in; else the one you are in."), valueName: "folder")) var to =
      "."
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let kit = try KitCommand.find(kit, Places(reader: cache.reader, account: account), cache.reader)
      let extent: Kit.Extent =
        switch variant {
        case .smallest: .smallest
        case .light: .upTo(.light)
        case .print: .upTo(.print)
        }
      let nodes = kit.variants(extent).map(\.file.node)
      guard !nodes.isEmpty else { throw Failure(.data, tr("There is nothing in this kit yet.")) }
      guard let owner = try reading({ () throws(CacheError) in try cache.reader.account(kit.folder.key.account) })
      else { return }
      for node in nodes { try await FileCommand.bring(node, of: owner, to: to, desk, cache) }
    }
  }

  struct Tie: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "tie", abstract: tr("Tie a folder to an event or a campaign; with neither, it is no kit any more.")
      )
    }
    @Argument(help: ArgumentHelp(tr("The folder there, as list shows it."))) var folder: String
    @Option(help: ArgumentHelp(tr("The event's key or id."), valueName: "event")) var event: String?
    @Option(help: ArgumentHelp(tr("The campaign's name."), valueName: "name")) var campaign: String?
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let places = Places(reader: cache.reader, account: options.account)
      let key = try KitCommand.folder(folder, places, cache.reader)
      let eventID = event.map { ObjectKey(text: $0)?.id ?? ObjectID($0) }
      if let eventID {
        let event = ObjectKey(key.account, CalendarEvent.name, eventID)
        guard try reading({ () throws(CacheError) in try cache.reader.json(event) }) != nil else {
          throw Failure(
            .notFound, tr("There is no event “%1”.", event.id.rawValue), remedy: tr("See: ter1 list events"))
        }
      }
      let mutation = FileNode.tie(key, event: eventID, campaign: campaign)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }
  }
}

extension KitCommand {
  /// By code or link, by path, or by key.
  fileprivate static func find(_ text: String, _ places: Places, _ reader: CacheReader) throws(Failure) -> Kit {
    if let code = Kit.code(typed: text) {
      let accounts = Set(try places.accounts().map(\.id))
      let kits = try reading { () throws(CacheError) in try reader.kits(code: code) }
      if let kit = kits.first(where: { accounts.contains($0.folder.key.account) }) { return kit }
    }
    let key: ObjectKey
    do { key = try folder(text, places, reader) } catch {
      guard Kit.code(typed: text) != nil else { throw error }
      throw Failure(.notFound, tr("There is no kit “%1” here.", text), remedy: tr("See: ter1 list kits"))
    }
    guard let kit = try reading({ () throws(CacheError) in try reader.kit(key) }) else {
      throw Failure(.data, tr("“%1” is no kit.", text), remedy: tr("See: ter1 list kits"))
    }
    return kit
  }

  fileprivate static func folder(
    _ text: String, _ places: Places, _ reader: CacheReader
  ) throws(Failure) -> ObjectKey {
    if let key = ObjectKey(text: text), key.type == FileNode.name { return key }
    for account in try places.accounts() {
      if let row = try FilePaths(reader: reader).find(text, account.id), row.node.isFolder { return row.key }
    }
    throw Failure(.notFound, tr("There is no folder “%1”.", text), remedy: tr("See: ter1 list files"))
  }
}
