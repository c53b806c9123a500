internal import ClientCore
internal import CursesTerminal
internal import Foundation
internal import Localization
internal import Runtime
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text

/// Opens the interface on what the settings say.
struct Interface {
  let desk: Desk
  /// By lines instead of screens.
  var isLinear = false

  /// Whether the terminal is one that cannot place its cursor: it has no screens, and is told so.
  static func hasLinesOnly() -> Bool {
    guard isatty(0) == 1, isatty(1) == 1,
      case .cannotPlaceCursor(let name) = CursesTerminal.problem(Speech.environment)
    else { return false }
    let words = tr("The terminal “%1” cannot place its cursor: it works line by line, as with --linear.", name)
    Desk.output.note("ter1: " + words)
    return true
  }

  /// - Returns: the exit status. Without a terminal the first screen is printed as text.
  func open() throws(Failure) -> Int32 {
    let (cache, copy) = try desk.openReadable()
    defer { copy?.remove() }
    let logins = try desk.logins()
    if isLinear {
      let console = LinearConsole(charset: Charset(environment: Speech.environment))
      let runtime = Runtime(try configuration(cache, logins, links: links(logins, copy)), terminal: console)
      return try end(runtime, status: runtime.run(on: console), cache)
    }
    guard isatty(0) == 1, isatty(1) == 1 else {
      let terminal = TextTerminal(environment: Speech.environment)
      Runtime(try configuration(cache, logins, links: []), terminal: terminal).start()
      try terminal.write()
      return ExitStatus.done.rawValue
    }
    let links = links(logins, copy)
    let runtime = Runtime(try configuration(cache, logins, links: links), terminal: try terminal())
    return try end(runtime, status: runtime.run(), cache)
  }

  /// Tells what is left to be told, once the terminal is as it was.
  private func end(_ runtime: Runtime, status: Int32, _ cache: Cache) throws(Failure) -> Int32 {
    if let undone = runtime.undone {
      for line in undone { Desk.output.note(line) }
    } else if let errand = runtime.errand {
      return Errands.run(errand, isLinear: isLinear)
    } else if FileManager.default.fileExists(atPath: desk.folders.cacheFile) {
      try tellWaiting(cache.reader)
    }
    return status
  }

  /// Who leaves before everything has left is told so.
  private func tellWaiting(_ reader: CacheReader) throws(Failure) {
    let waiting = try reading { () throws(CacheError) in try reader.outboxSummary().waiting }
    guard waiting > 0 else { return }
    let words = tr(
      waiting, "%1 thing waits to be sent: it leaves at the next start, or now with “ter1 sync”.",
      "%1 things wait to be sent: they leave at the next start, or now with “ter1 sync”.")
    Desk.output.note("ter1: " + words)
  }

  /// Runs a script on what is in the cache, without the network.
  /// - Returns: how many lines were run, and why the next one was not.
  func play(_ lines: [CommandLine], on terminal: TextTerminal) throws(Failure) -> (count: Int, refusal: SafeText?) {
    let cache = try desk.openCache()
    var configuration = try configuration(cache, desk.logins(), links: [])
    configuration.settings.holdSeconds = 0
    configuration.settings.beginning = .lastPlace
    return Runtime(configuration, terminal: terminal).play(lines)
  }

  private func configuration(_ cache: Cache, _ logins: [Login], links: [Configuration.Link]) throws(Failure)
    -> Configuration
  {
    var configuration = Configuration(cache: cache, zone: desk.zone, environment: Speech.environment)
    let choices = try reading { () throws(CacheError) in try Choices(cache.reader) }
    configuration.settings = settings(logins, choices)
    configuration.links = links
    configuration.feedTransport = Connection.feedTransport(logins, CurlEngine())
    (configuration.keepsMetadata, configuration.blur) = (desk.preferences.keepsMetadata, SendingBlur(logins))
    let accounts = desk.accountsFile
    configuration.keepPolicy = { login, policy in
      do throws(SettingsError) {
        try accounts.set(policy: policy.rawValue, named: login)
        return nil
      } catch {
        return Failure(error).what
      }
    }
    let folders = desk.folders
    configuration.readKeymap = {
      let own = OwnKeymap(folders)
      return (own.file, own.problem)
    }
    configuration.findPrograms()
    configuration.opener = desk.preferences.opener ?? configuration.opener
    configuration.notify = desk.preferences.notify
    configuration.editor = desk.preferences.editor ?? Self.editor(Speech.environment)
    InterfaceLock(desk).install(in: &configuration)
    return configuration
  }

  /// - Parameter choices: what was chosen in the interface, which holds where the settings name nothing.
  private func settings(_ logins: [Login], _ choices: Choices) -> InterfaceSettings {
    var settings = InterfaceSettings()
    settings.language = desk.preferences.language ?? choices.language ?? Speech.language
    settings.theme = desk.preferences.theme ?? choices.theme ?? settings.theme
    settings.keymap = desk.preferences.keymap ?? choices.keymap ?? settings.keymap
    settings.previews = choices.previews ?? false
    settings.hasColours = Speech.environment["NO_COLOR"]?.isEmpty != false
    settings.spelling = desk.preferences.spelling
    settings.composesExternally = desk.preferences.editor != nil
    let notify = desk.preferences.notify
    settings.newsOccasion = notify.isOff ? .never : notify.isForAll ? .all : .addressed
    settings.newsTellsText = notify.tellsText
    settings.hasBlocks = Speech.charset == .utf8
    settings.isLinear = isLinear
    settings.showsWholeTopics = desk.preferences.showsWholeTopics
    settings.logins = logins.map(\.name)
    settings.downloadFolder = desk.folders.downloads
    let own = OwnKeymap(desk.folders)
    (settings.ownKeymap, settings.ownKeymapProblem) = (own.file, own.problem)
    settings.beginning = Beginning(rawValue: desk.preferences.beginning) ?? .automatic
    settings.holdSeconds = Double(desk.preferences.holdSeconds)
    return settings
  }

  /// A login whose secret cannot be had is told of and left out: the others, and all that is in the cache, are there.
  private func links(_ logins: [Login], _ copy: CacheCopy?) -> [Configuration.Link] {
    guard copy == nil else { return [] }
    let engine = CurlEngine()
    return logins.compactMap { login in
      let connection = Connection(login: login, desk: desk, engine: engine)
      do throws(Failure) {
        return Configuration.Link(login: try connection.configuration(), transport: connection.transport)
      } catch {
        Desk.output.report(error)
        return nil
      }
    }
  }

  private func terminal() throws(Failure) -> CursesTerminal {
    do { return try CursesTerminal(environment: Speech.environment) } catch { throw Failure(error) }
  }

  private static func editor(_ environment: [String: String]) -> [String]? {
    let command = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty }
    return command.map { $0.split(separator: " ").map(String.init) }
  }
}

extension Failure {
  init(_ error: TerminalError) {
    let remedy = tr("It works by lines, on any terminal: add --linear")
    switch error {
    case .notATerminal: self.init(.usage, tr("There is no terminal here."), remedy: remedy)
    case .unknownType(let name):
      self.init(
        .usage, tr("This machine has no description of the terminal “%1” (TERM).", name ?? ""),
        remedy: tr("Try: TERM=xterm-256color ter1, or install ncurses-term."))
    case .cannotPlaceCursor(let name):
      self.init(.usage, tr("The terminal “%1” cannot place its cursor.", name), remedy: remedy)
    }
  }
}
