internal import ArgumentParser
internal import Foundation
internal import JSON
internal import Localization
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text
internal import Wire

struct InviteCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "invite", abstract: tr("Invite somebody into the cooperative, by a link that works once."),
      subcommands: [New.self, ListInvitations.self, Revoke.self], defaultSubcommand: New.self)
  }

  static func access(_ account: String?, _ desk: Desk, _ engine: CurlEngine) throws(Failure) -> (
    Login, InvitationAccess
  ) {
    let logins = try desk.logins(only: account)
    guard let login = logins.first else { throw Failure(SettingsError.noAccount(named: "", known: [])) }
    guard logins.count == 1 else { throw Failure(.usage, tr("Say in which account: --account NAME")) }
    let connection = Connection(login: login, desk: desk, engine: engine)
    return (login, InvitationAccess(try connection.configuration(), over: connection.transport))
  }

  fileprivate static func failure(_ error: SyncError, _ login: Login) -> Failure {
    guard case .methodFailed(let answer) = error else { return Failure(error, server: login.domain ?? login.name) }
    switch answer.type {
    case MethodError.forbidden:
      return Failure(.denied, tr("Only who administers the cooperative invites"))
    case SetError.overQuota:
      return Failure(
        .data, tr("There are too many invitations that nobody has used."),
        remedy: tr("Make some useless: ter1 invite list, ter1 invite revoke ID"))
    default: return Failure(error, server: login.domain ?? login.name)
    }
  }

  struct New: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "new", abstract: tr("Make a link by which one person becomes a member, once."),
        discussion: tr("Whoever has the link can use it: give it to the person alone. It is not shown again."))
    }
    @Option(help: ArgumentHelp(tr("For whom it is; only administrators see it."), valueName: "text")) var note = ""
    @Option(help: ArgumentHelp(tr("How many days it is good for: 1 to 30."), valueName: "number")) var days = 7
    @Flag(help: ArgumentHelp(tr("Show it as a QR code too."))) var qr = false
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() async throws {
      guard (1...30).contains(days) else { throw Failure(.usage, tr("An invitation is good for 1 to 30 days.")) }
      let desk = try Desk()
      let (login, access) = try InviteCommand.access(account, desk, CurlEngine())
      let link: String
      do { link = try await access.make(note: note, days: days) } catch {
        throw InviteCommand.failure(error, login)
      }
      try Desk.output.line(UntrustedText(link).line)
      if qr { for line in QRText.lines(link) { try Desk.output.line(SafeText(line)) } }
      Desk.output.note(
        tr(
          days, "It works once, within %1 day. Whoever has it can use it.",
          "It works once, within %1 days. Whoever has it can use it."))
    }
  }

  struct ListInvitations: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "list", abstract: tr("List the invitations, and what became of them."))
    }
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() async throws {
      let desk = try Desk()
      let (login, access) = try InviteCommand.access(account, desk, CurlEngine())
      let invitations: [Invitation]
      do { invitations = try await access.list() } catch { throw InviteCommand.failure(error, login) }
      for invitation in invitations {
        if json {
          let object: JSONValue = [
            "id": .string(invitation.id), "note": .text(invitation.note), "expires": .time(invitation.expires),
            "usedAt": .time(invitation.usedAt),
          ]
          try Desk.output.json(object)
          continue
        }
        let until = invitation.expires.map { RowTime.local($0, desk.zone) } ?? ""
        let state = invitation.usedAt.map { tr("used %1", RowTime.local($0, desk.zone)) } ?? tr("good until %1", until)
        try Desk.output.line(SafeText("\(UntrustedText(invitation.id).line.string)  \(state)  ") + invitation.note.line)
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "revoke", abstract: tr("Make an invitation useless."))
    }
    @Argument(help: ArgumentHelp(tr("Its id, as invite list gives it."))) var id: String
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() async throws {
      let desk = try Desk()
      let (login, access) = try InviteCommand.access(account, desk, CurlEngine())
      let isRevoked: Bool
      do { isRevoked = try await access.revoke(id) } catch { throw InviteCommand.failure(error, login) }
      guard isRevoked else { throw Failure(.notFound, tr("There is no invitation “%1” that could still be used.", id)) }
      Desk.output.note(tr("The invitation is useless now."))
    }
  }
}
