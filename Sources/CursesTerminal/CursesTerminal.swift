import CNcurses
import CTerminal
import Glibc
public import TER1TUI
public import Text

/// Why a terminal cannot be drawn on.
public enum TerminalError: Error, Equatable {
  /// Standard input or output is no terminal.
  case notATerminal
  /// `TERM` names a type that this machine has no description of; nil: it is not set.
  case unknownType(String?)
  /// A terminal that cannot place its cursor ("dumb").
  case cannotPlaceCursor(String)
}

/// The terminal that ncurses draws on: the program's only one. Whatever ends the program, the terminal is restored: on leaving,
/// on a signal that ends it, and by a guard of its own when it crashes.
public final class CursesTerminal: Terminal {
  private let signals: Int32
  private var decoder: KeyDecoder
  private var palette: Palette
  private let isASCII: Bool
  private let message: TerminalMessage
  private var shown: Screen?
  private var shownTheme = ""
  private var shownCaret = Caret.usual
  private var watchesFocus = false
  private var isEntered = true
  private let output = CaughtOutput()
  private var short: ShortOutput?
  /// What the terminal is told once, with the first frame.
  private var prelude: [UInt8] = []
  public private(set) var bytesWritten = 0

  /// Takes the terminal on standard input and output.
  /// - Parameter environment: of the process: `TERM`, the locale, `NO_COLOR`, `TMUX`.
  public init(environment: [String: String]) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    if let problem = Self.problem(environment) { throw problem }
    message = TerminalMessage(environment)
    isASCII = !Self.speaksUTF8(environment)
    setlocale(LC_CTYPE, "C.UTF-8")
    let reset = Self.reset
    guard ter1_guard(reset, reset.utf8.count) == 0, ter1_newterm() != nil, let pad = newpad(1, 1) else {
      throw .unknownType(environment["TERM"])
    }
    signals = ter1_catch_signals()
    Self.setModes(pad)
    if let output { prelude = output.bytes { keypad(pad, true) } } else { keypad(pad, true) }
    start_color()
    use_default_colors()
    palette = Palette(isColourless: environment["NO_COLOR"]?.isEmpty == false)
    decoder = KeyDecoder(pad: pad)
    expectAnything()
    begin()
  }

  /// Terminals begin with a cursor that is seen; who left it otherwise did so by ECMA's way, which is shorter than `cnorm` (that also
  /// ends its blinking).
  private func begin() {
    guard output != nil, short != nil else {
      curs_set(1)
      return setPasteBrackets(true)
    }
    prelude += Array("\u{1B}[?25h\u{1B}[?2004h".utf8)
  }

  /// Why the type of terminal cannot be drawn on; nil: it can.
  public static func problem(_ environment: [String: String]) -> TerminalError? {
    switch ter1_terminal_fitness() {
    case 1: nil
    case 0: .cannotPlaceCursor(environment["TERM"] ?? "")
    default: .unknownType(environment["TERM"])
    }
  }

  /// How many colours a type without a `problem` has, as this machine's description says; 0: none.
  public static var colourCount: Int { max(0, Int(tigetnum("colors"))) }

  deinit {
    leave()
    ter1_unguard()
  }

  /// Whether the locale takes UTF-8; its name says so, whether or not the machine has it installed.
  private static func speaksUTF8(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let locale = locale?.lowercased() else { return false }
    return locale.contains("utf-8") || locale.contains("utf8")
  }

  private static func setModes(_ pad: UnsafeMutablePointer<WINDOW>) {
    raw()
    noecho()
    nonl()
    nodelay(pad, true)
    set_escdelay(25)
    idlok(ter1_stdscr(), true)
  }

  /// What brings a terminal back after a crash: plain looks, the cursor, the keypad, no brackets, the other screen.
  private static let reset: String = {
    let names = ["sgr0", "cnorm", "rmkx", "rmcup"]
    let margins = ter1_speaks_ansi() == 1 ? "\u{1B}7\u{1B}[r\u{1B}8" : ""
    let modes = form(of: .usual) + "\u{1B}[?2004l\u{1B}[?1004l\r\n"
    return margins + names.map { String(cString: ter1_capability($0)) }.joined() + modes
  }()

  private func setPasteBrackets(_ isOn: Bool) {
    putp("\u{1B}[?2004" + (isOn ? "h" : "l"))
    ter1_flush()
  }

  /// DECSCUSR, where the description has it: its `Ss` takes the number, of which 0 is what the person has chosen.
  private static func form(of caret: Caret) -> String {
    guard ter1_capability("Ss").pointee != 0 else { return "" }
    return "\u{1B}[\(caret == .usual ? 0 : caret == .block ? 2 : 6) q"
  }

  private func show(_ caret: Caret) {
    guard caret != shownCaret else { return }
    shownCaret = caret
    send(Self.form(of: caret))
  }

  // MARK: Terminal

  public var size: Size {
    let screen = ter1_stdscr()
    return Size(columns: Int(getmaxx(screen)), rows: Int(getmaxy(screen)))
  }

  public var inputDescriptor: Int32? { STDIN_FILENO }
  public var signalDescriptor: Int32? { signals }

  public func readEvents() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    while case let letter = ter1_next_signal(), letter != 0 { take(signal: letter, &events) }
    return events + decoder.read()
  }

  private func take(signal letter: CChar, _ events: inout [TerminalEvent]) {
    switch Character(Unicode.Scalar(UInt8(bitPattern: letter))) {
    case "W":
      fitToSize()
      events.append(.resized(size))
    case "Z": events.append(.stopRequested)
    case "C": if isEntered { takeModes() }
    default: events.append(.closed)
    }
  }

  private func fitToSize() {
    var columns: Int32 = 0
    var rows: Int32 = 0
    ter1_size(&columns, &rows)
    guard columns > 0, rows > 0 else { return }
    freeMargins()
    resizeterm(rows, columns)
    shown = nil
    expectAnything()
  }

  public func show(_ screen: Screen, theme: Theme) {
    guard isEntered, screen.size == size else { return }
    if theme.name != shownTheme { shown = nil }
    show(screen.caret)
    if message.takesLinks, screen.link != nil || shown?.link != nil {
      showLinked(screen, theme)
    } else {
      let moved = shown.flatMap { scroll(from: $0, to: screen) }
      put(screen, rows: changed(screen, moved), theme)
    }
    (shown, shownTheme) = (screen, theme.name)
  }

  private func changed(_ screen: Screen, _ moved: ClosedRange<Int>? = nil) -> [Int] {
    (0..<screen.size.rows).filter { moved?.contains($0) ?? false || shown?[$0] != screen[$0] }
  }

  /// ncurses knows of no links: what leads somewhere is drawn by itself, last, and wiped before something else takes its place.
  private func showLinked(_ screen: Screen, _ theme: Theme) {
    if let old = shown, old.link != nil, old.link != screen.link {
      put(old.withoutLink, rows: changed(old.withoutLink), theme)
      shown = old.withoutLink
    }
    let rows = changed(screen)
    guard let link = screen.link, !rows.isEmpty else { return put(screen, rows: rows, theme) }
    put(screen.withoutLink, rows: rows, theme)
    send(message.link(to: link))
    put(screen, rows: rows, theme)
    send(message.link(to: nil))
  }

  private func put(_ screen: Screen, rows: [Int], _ theme: Theme) {
    for row in rows { put(isASCII ? AsciiRow(screen[row]).cells[...] : screen[row], row: Int32(row), theme) }
    wmove(ter1_stdscr(), Int32(screen.cursor.row), Int32(screen.cursor.column))
    guard let output else {
      wrefresh(ter1_stdscr())
      return
    }
    let frame = prelude + output.bytes { wrefresh(ter1_stdscr()) }
    prelude = []
    let bytes = short?.shortened(frame, margins: margins(of: screen, theme)) ?? frame
    output.send(bytes)
    bytesWritten += bytes.count
  }

  /// Moves what is to be seen elsewhere. Returns the rows to be looked at anew.
  private func scroll(from old: Screen, to new: Screen) -> ClosedRange<Int>? {
    guard hasMargins, let output, let short,
      let scroll = Scroll(from: old, to: new, erases: short.scrollsAnywhere)
    else { return nil }
    let bytes = self.short?.scrolled(scroll) ?? []
    output.send(bytes)
    bytesWritten += bytes.count
    ter1_rows_moved(Int32(scroll.rows.lowerBound), Int32(scroll.rows.upperBound), Int32(scroll.distance))
    return scroll.rows
  }

  private var hasMargins: Bool {
    ["csr", "sc", "rc", "ri"].allSatisfy { (name: String) in ter1_capability(name).pointee != 0 }
  }

  /// Lets all rows scroll again.
  private func freeMargins() {
    guard let bytes = short?.freed(), !bytes.isEmpty else { return }
    output?.send(bytes)
    bytesWritten += bytes.count
  }

  /// Nothing is known any more of how the terminal stands.
  private func expectAnything() {
    guard ter1_speaks_ansi() == 1 else { return }
    func knows(_ name: String, _ end: String) -> Bool { String(cString: ter1_capability(name)).hasSuffix(end) }
    var skills: ShortOutput.Skills = knows("ech", "X") ? [.erases] : []
    if knows("indn", "S"), knows("rin", "T") { skills.insert(.scrolls) }
    if knows("ri", "\u{1B}M") { skills.insert(.reverses) }
    short = ShortOutput(rows: size.rows, skills)
  }

  /// How many plain blanks each row begins with.
  private func margins(of screen: Screen, _ theme: Theme) -> [Int] {
    guard theme.ground == nil else { return [] }
    return (0..<screen.size.rows).map { row in
      BlankStyles.settled(screen[row].prefix(2), theme).prefix { $0 == Cell.blank }.count
    }
  }

  private func put(_ cells: ArraySlice<Cell>, row: Int32, _ theme: Theme) {
    for (column, cell) in BlankStyles.settled(cells, theme).enumerated() {
      guard let character = cell.character else { continue }
      let paint = palette.paint(cell.style, theme)
      var text = character.unicodeScalars.prefix(5).map { wchar_t(bitPattern: $0.value) } + [0]
      ter1_put(row, Int32(column), &text, paint.attributes, paint.pair)
    }
  }

  public func redraw() {
    shown = nil
    freeMargins()
    expectAnything()
    clearok(ter1_stdscr(), true)
  }

  /// CSI 3 J, of the terminals that know it: xterm and its like, the Linux console, tmux (whose own history it clears).
  public func clearScrollback() {
    guard isEntered else { return }
    let own = String(cString: ter1_capability("E3"))
    putp(own.isEmpty ? "\u{1B}[3J" : own)
    ter1_flush()
  }

  public func leave() {
    guard isEntered else { return }
    show(.usual)
    if watchesFocus { send(message.watchingFocus(false)) }
    isEntered = false
    freeMargins()
    setPasteBrackets(false)
    endwin()
    ter1_flush()
  }

  public func enter() {
    guard !isEntered else { return }
    isEntered = true
    fitToSize()
    takeModes()
    setPasteBrackets(true)
    if watchesFocus { send(message.watchingFocus(true)) }
  }

  /// The terminal may have been given other modes meanwhile. ncurses itself would set its own when it draws next, on standard output, which is no
  /// terminal then.
  private func takeModes() {
    reset_prog_mode()
    redraw()
  }

  public func suspend() {
    leave()
    ter1_stop()
    enter()
  }

  /// OSC 52: the terminal itself puts the text on the clipboard of the machine it runs on.
  public func copy(_ text: String) -> Bool {
    guard message.isUnderstood else { return false }
    send(message.copying(text))
    return true
  }

  public func watchFocus() {
    watchesFocus = true
    if isEntered { send(message.watchingFocus(true)) }
  }

  public func notify(_ text: SafeText, by signals: [TerminalSignal]) {
    guard isEntered else { return }
    send(message.notification(isASCII ? text.ascii : text, by: signals))
  }

  /// Not by `putp`, which takes `$<5>` in a text for a pause.
  private func send(_ text: String) {
    let bytes = Array(text.utf8)
    ter1_flush()
    if let output {
      output.send(bytes)
    } else {
      _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
    bytesWritten += bytes.count
  }
}
