import ArgumentParser
import TER1Server

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make an empty cooperative in a folder.")
  @OptionGroup var options: DataOptions
  @Option(help: "What the cooperative is called.") var name: String

  func run() throws {
    try reporting { () throws(CooperativeError) in try Cooperative.create(at: options.directory, name: name) }
  }
}
