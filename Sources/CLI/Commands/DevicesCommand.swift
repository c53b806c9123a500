internal import ArgumentParser
internal import Foundation
internal import JSON
internal import Localization
internal import Settings
internal import Sync
internal import Text

struct DevicesCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "devices", abstract: tr("The devices that your accounts let in, each by a token of its own."),
      subcommands: [ListDevices.self, Revoke.self], defaultSubcommand: ListDevices.self)
  }

  /// Asks the server of one login.
  static func access(_ login: Login, _ desk: Desk, _ engine: CurlEngine) throws(Failure) -> DeviceAccess {
    let connection = Connection(login: login, desk: desk, engine: engine)
    return DeviceAccess(try connection.configuration(), over: connection.transport)
  }

  struct ListDevices: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "list", abstract: tr("List your devices: id, when they were let in first and last, name."))
    }
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() async throws {
      let desk = try Desk()
      let engine = CurlEngine()
      for login in try desk.logins(only: account) {
        guard let devices = try await devices(login, desk, engine) else {
          Desk.output.note(tr("%1: the server gives no tokens; the password is what it asks for.", login.name))
          continue
        }
        for device in devices { try show(device, of: login, zone: desk.zone) }
      }
    }

    private func devices(_ login: Login, _ desk: Desk, _ engine: CurlEngine) async throws(Failure) -> [Device]? {
      let access = try DevicesCommand.access(login, desk, engine)
      do { return try await access.list() } catch { throw Failure(error, server: login.domain ?? login.name) }
    }

    private func show(_ device: Device, of login: Login, zone: TimeZone) throws(Failure) {
      guard !json else { return try Desk.output.json(Self.object(device, login)) }
      let times = [device.created, device.lastUsed].map { $0.map { RowTime.local($0, zone) } ?? "-" }
      let used = times.joined(separator: "  ")
      let mark = device.isCurrent ? SafeText("  (" + tr("this device") + ")") : ""
      let head = SafeText("\(login.name)  \(UntrustedText(device.id).line.string)  \(used)  ")
      try Desk.output.line(head + device.name.line + mark)
    }

    private static func object(_ device: Device, _ login: Login) -> JSONValue {
      [
        "account": .string(login.name), "id": .string(device.id), "name": .text(device.name),
        "created": .time(device.created), "lastUsed": .time(device.lastUsed), "isCurrent": .bool(device.isCurrent),
      ]
    }
  }

  struct Revoke: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "revoke", abstract: tr("Let a device in no more, at once."),
        discussion: tr("What is on the device stays there; it gets and sends nothing any more."))
    }
    @Argument(help: ArgumentHelp(tr("What the list gives."), valueName: "id")) var ids: [String]
    @Option(help: ArgumentHelp(tr("The account, where there are several."), valueName: "name")) var account: String?

    func run() async throws {
      let desk = try Desk()
      let login = try login(desk)
      let access = try DevicesCommand.access(login, desk, CurlEngine())
      let unknown: [String]
      do { unknown = try await access.revoke(ids) } catch {
        throw Failure(error, server: login.domain ?? login.name)
      }
      for id in ids where !unknown.contains(id) { Desk.output.note(tr("%1 is revoked.", id)) }
      guard unknown.isEmpty else {
        throw Failure(
          .notFound, tr("%1 has no device %2.", login.name, unknown.joined(separator: ", ")),
          remedy: tr("List them: ter1 devices"))
      }
    }

    private func login(_ desk: Desk) throws(Failure) -> Login {
      let logins = try desk.logins(only: account)
      guard logins.count > 1 else {
        guard let login = logins.first else { throw Failure(SettingsError.noAccount(named: "", known: [])) }
        return login
      }
      throw Failure(
        .usage, tr("There are several accounts: say which one."),
        remedy: tr("Add --account NAME; the names: %1", logins.map(\.name).joined(separator: ", ")))
    }
  }
}
