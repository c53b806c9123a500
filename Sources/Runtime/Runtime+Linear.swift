import ClientCore
import TER1TUI
import Text

extension Runtime {
  /// Runs by lines until the person leaves or the input ends: everything is appended, nothing is drawn.
  /// - Parameter console: the terminal this runtime was made with.
  /// - Returns: the exit status.
  public func run(on console: LinearConsole) -> Int32 {
    start()
    settle()
    runner.startSyncing()
    var said: Spoken?
    tell(console, &said)
    while !isEnding {
      while let line = console.nextLine(), !isEnding { take(line, console, &said) }
      if console.hasEnded { perform(app.update(.terminal(.closed), configuration.surroundings)) }
      guard !isEnding else { break }
      wait { console.receive() }
      turn()
      remark(console, &said)
    }
    console.setEcho(true)
    return end()
  }

  private func take(_ line: String, _ console: LinearConsole, _ said: inout Spoken?) {
    perform(app.update(.line(line), configuration.surroundings))
    settle()
    if !isEnding { tell(console, &said) }
  }

  /// The page when it is another one, else the line that the cursor went to; then what is to be remarked.
  private func tell(_ console: LinearConsole, _ said: inout Spoken?) {
    let spoken = app.spoken(configuration.surroundings)
    let isTyped = app.isWriting && said?.invitation == spoken.invitation
    if spoken.page != said?.page, !isTyped {
      console.say(spoken.page)
    } else if spoken.current != said?.current {
      console.say(spoken.currentLine)
    }
    console.say(spoken.remarks)
    console.invite(spoken.invitation)
    console.setEcho(!app.isLocked)
    said = spoken
  }

  /// What came by itself: only what was not told yet, and never the page.
  private func remark(_ console: LinearConsole, _ said: inout Spoken?) {
    let spoken = app.spoken(configuration.surroundings)
    guard var before = said, spoken.remarks != before.remarks, !spoken.remarks.isEmpty else { return }
    console.say([""] + spoken.remarks)
    console.invite(spoken.invitation)
    before.remarks = spoken.remarks
    said = before
  }
}
