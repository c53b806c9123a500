import Foundation
import TestSupport
import Testing

/// The whole way: somebody writes, and the terminal of somebody else who looks elsewhere is told of it.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct NewsTests {
  @Test func whatSomebodyWritesRingsElsewhere() throws {
    let (village, camille, lou) = (try Village(), try Person(), try Person())
    try camille.join(village)
    try lou.join(village, as: "lou")
    let settings = "notify = [\"bell\", \"osc9\", \"osc99\"]\nnotify_for = \"all\"\nnotify_text = true\n"
    try settings.write(toFile: camille.home + "/config/config.toml", atomically: false, encoding: .utf8)
    let terminal = try camille.terminal(variables: ["TERM": "xterm-256color"])
    terminal.read(untilQuietFor: 1)
    terminal.type("4")
    // Control characters a server takes from nobody; the rest is for us to neutralise.
    let posted = try lou.ter1("post", "chat", "salon", input: "Venez $<9> ;\u{202E}vite\u{2066}\u{200B} 👩\u{200D}🚀")
    #expect(posted.status == 0, "\(posted.errors)")
    for _ in 0..<600 where TerminalOutput(terminal.output, .interface).notifications.count < 2 {
      terminal.read(untilQuietFor: 0.1)
    }
    terminal.type("Q")
    #expect(terminal.readToEnd(within: 60))
    let seen = TerminalOutput(terminal.output, .interface)
    #expect(seen.violations.isEmpty, "\(seen.violations)")
    #expect(seen.notifications.count == 2 && Set(seen.notifications).count == 1, "\(seen.notifications)")
    #expect(seen.notifications.first?.contains("Venez $<9>") == true, "\(seen.notifications)")
  }
}
