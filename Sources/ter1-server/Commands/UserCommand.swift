import ArgumentParser
import Glibc
import Localization
import TER1Server
import Text

struct UserCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "user", abstract: tr("Add, list and remove members; set passwords."),
      subcommands: [Add.self, Passwd.self, List.self, Remove.self])
  }

  struct Add: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("Add a member."))
    }
    @Argument(help: ArgumentHelp(tr("The login name: a-z, 0-9, '.', '_', '-'."))) var handle: String
    @Option(help: ArgumentHelp(tr("The name that others see."))) var name: String?
    @Flag(help: ArgumentHelp(tr("An administrator: makes channels and calendars, moderates."))) var admin = false
    @OptionGroup var options: DataOptions
    @OptionGroup var password: PasswordOptions

    func run() throws {
      let cooperative = try options.open()
      let password = try password.read()
      try reporting { () throws(CooperativeError) in
        try cooperative.addMember(handle, name: name, password: password, isAdmin: admin)
      }
    }
  }

  struct Passwd: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("Set a member's password."))
    }
    @Argument var handle: String
    @OptionGroup var options: DataOptions
    @OptionGroup var password: PasswordOptions

    func run() throws {
      let cooperative = try options.open()
      let password = try password.read()
      try reporting { () throws(CooperativeError) in try cooperative.setPassword(of: handle, to: password) }
    }
  }

  struct List: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("List the members: login name, role, name."))
    }
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      for entry in try reporting({ () throws(CooperativeError) in try cooperative.members() }) {
        let role = entry.isRemoved ? "removed" : entry.isAdmin ? "admin" : entry.maySignIn ? "member" : "no-password"
        let name = UntrustedText(entry.name).line.string
        write(line: "\(UntrustedText(entry.handle).line.string)\t\(role)\t\(name)", to: STDOUT_FILENO)
      }
    }
  }

  struct Remove: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("Remove a member; what he wrote stays."))
    }
    @Argument var handle: String
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      try reporting { () throws(CooperativeError) in try cooperative.removeMember(handle) }
    }
  }
}
