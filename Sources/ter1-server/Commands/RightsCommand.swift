import ArgumentParser
import Glibc
import Localization
import TER1Server
import Text

struct RightsCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "rights", abstract: tr("Say who may do what in a channel, a calendar or a folder."),
      discussion: tr(
        "Where nothing was granted, everyone reads, responds and posts. From the first grant on, only those have rights to whom they were granted. Administrators may everything everywhere."
      ), subcommands: [Grant.self, Reset.self, List.self, Group.self])
  }

  /// Exactly one of the three.
  struct ContainerOptions: ParsableArguments {
    @Option(help: ArgumentHelp(tr("The channel of this name."), valueName: "name")) var channel: String?
    @Option(help: ArgumentHelp(tr("The calendar of this name."), valueName: "name")) var calendar: String?
    @Option(help: ArgumentHelp(tr("The folder of this path; / for all that lies in no other."), valueName: "path"))
    var folder: String?

    func validate() throws {
      guard [channel, calendar, folder].compactMap(\.self).count == 1 else {
        throw ValidationError(tr("Give one of --channel, --calendar and --folder."))
      }
    }

    var container: RightsContainer {
      if let channel { return .channel(name: channel) }
      if let calendar { return .calendar(name: calendar) }
      return .folder(path: (folder ?? "").split(separator: "/").map(String.init))
    }
  }

  struct Grant: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("Give rights; `none` takes them."))
    }
    @Option(
      name: .customLong("to"), help: ArgumentHelp(tr("everyone, a login name, or group:NAME."), valueName: "holder"))
    var holder: String
    @Argument(help: ArgumentHelp(tr("Any of read,respond,post,moderate,admin; or none."))) var rights: String
    @OptionGroup var container: ContainerOptions
    @OptionGroup var options: DataOptions

    func run() throws {
      guard let rights = Rights(list: rights) else { throw failure(tr("%1: unknown rights", rights), 64) }
      let cooperative = try options.open()
      let holder: RightsHolder =
        holder == "everyone"
        ? .everyone
        : holder.hasPrefix("group:") ? .group(name: String(holder.dropFirst(6))) : .member(handle: holder)
      try reporting { () throws(CooperativeError) in
        try cooperative.grant(rights, on: container.container, to: holder)
      }
    }
  }

  struct Reset: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("Take back all that was granted."))
    }
    @OptionGroup var container: ContainerOptions
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      try reporting { () throws(CooperativeError) in try cooperative.resetGrants(on: container.container) }
    }
  }

  struct List: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("List what was granted: holder, rights."))
    }
    @OptionGroup var container: ContainerOptions
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      let grants = try reporting { () throws(CooperativeError) in try cooperative.grants(on: container.container) }
      for grant in grants {
        write(line: "\(UntrustedText(grant.holder).line.string)\t\(grant.rights.list)", to: STDOUT_FILENO)
      }
    }
  }

  struct Group: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("Put a member into a group, or out of it."))
    }
    @Argument(help: ArgumentHelp(tr("The group's name."))) var group: String
    @Argument(help: ArgumentHelp(tr("The login name."))) var handle: String
    @Flag(name: .customLong("remove"), help: ArgumentHelp(tr("Out of it."))) var isRemoval = false
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      try reporting { () throws(CooperativeError) in
        try cooperative.setGroup(group, has: handle, isMember: !isRemoval)
      }
    }
  }
}
