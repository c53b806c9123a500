import ArgumentParser
import Glibc
import Localization
import TER1Server
import Text

struct DeviceCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "device", abstract: tr("List and revoke the access tokens of members' devices."),
      subcommands: [List.self, Revoke.self])
  }

  struct List: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("List a member's devices: id, last use, name."))
    }
    @Argument var handle: String
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      for device in try reporting({ () throws(CooperativeError) in try cooperative.devices(of: handle) }) {
        write(line: "\(device.id)\t\(device.lastUsed)\t\(UntrustedText(device.name).line.string)", to: STDOUT_FILENO)
      }
    }
  }

  struct Revoke: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(abstract: tr("Revoke a device's token at once."))
    }
    @Argument(help: ArgumentHelp(tr("The id that `device list` gives."))) var id: String
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      try reporting { () throws(CooperativeError) in try cooperative.revokeDevice(id) }
    }
  }
}
