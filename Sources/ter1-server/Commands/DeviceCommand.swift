import ArgumentParser
import Glibc
import TER1Server
import Text

struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "List and revoke the access tokens of members' devices.",
    subcommands: [List.self, Revoke.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a member's devices: id, last use, name.")
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
    static let configuration = CommandConfiguration(abstract: "Revoke a device's token at once.")
    @Argument(help: "The id that `device list` gives.") var id: String
    @OptionGroup var options: DataOptions

    func run() throws {
      let cooperative = try options.open()
      try reporting { () throws(CooperativeError) in try cooperative.revokeDevice(id) }
    }
  }
}
