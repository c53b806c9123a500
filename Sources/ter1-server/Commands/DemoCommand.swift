import ArgumentParser
import Localization
import TER1Import
import TER1Server

struct DemoCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "demo", abstract: tr("Make a cooperative of fiction to try things out with."),
      discussion: tr(
        "Members who may sign in: camille (password camille-demo, an administrator), nadia (nadia-demo) and yann (yann-demo). The passwords are public: serve it to nobody but yourself."
      ))
  }
  @OptionGroup var options: DataOptions

  func run() throws {
    try reporting { () throws(CooperativeError) in
      try Cooperative.create(at: options.directory, name: Demonstration.name)
    }
    let cooperative = try options.open()
    do {
      try Demonstration.fill(cooperative)
      try cooperative.close()
    } catch {
      throw failure("\(error)", 74)
    }
  }
}
