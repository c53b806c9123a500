internal import ArgumentParser
internal import Foundation
internal import Localization
internal import Settings

struct DemoCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "demo", abstract: tr("Open a cooperative made up to be looked at, on this machine alone."),
      discussion: tr("It lives in a temporary folder and is gone when you leave. Nothing of your own is touched."))
  }

  @Option(help: ArgumentHelp(tr("The server's program; else the one beside ter1."), valueName: "file")) var server:
    String?
  @Flag(name: .customLong("2g"), help: ArgumentHelp(tr("Over a bad link: 50 kbit/s, 600 ms, losses and cuts.")))
  var isSlow = false
  @Flag(help: ArgumentHelp(RootCommand.linearHelp)) var linear = false
  /// Where it stands before the command's name.
  @ParentCommand var root: RootCommand

  func run() throws {
    let folder = try DemoFolder()
    var demo = Demo(
      server: try Demo.findServer(server), folder: folder.path, isSlow: isSlow, isLinear: linear || root.linear)
    let end = demo.run()
    demo.stop()
    folder.remove()
    switch end {
    case .left(let status): Foundation.exit(status)
    case .failed(let failure): throw failure
    case .signal(let signal):
      // Ends as the signal would have ended it, so that a shell knows.
      Foundation.signal(signal, SIG_DFL)
      Demo.unblock()
      raise(signal)
    }
  }
}
