public import ClientCore
import Foundation
public import Localization
public import Runtime
public import Sync
import Synchronization
public import TER1TUI
public import Testing

/// The whole interface without terminal or network: a cache of its own in a private folder, a clock that stands still, ids that
/// count, keys in a small notation, and the screen to look at.
///
///     let scenario = try await Scenario(size: (80, 24))
///     scenario.type("2 j <Enter> r Bonjour <C-s>")
///     scenario.check("queued-reply")
public final class Scenario {
  public let cache: Cache
  public let terminal: HeadlessTerminal
  private var runtime: Runtime
  private let configuration: Configuration
  private let world = World()
  private let folder: String

  /// Sunday, 19 April 2026, 10:00 in Paris.
  public static let startOfTime = 1_776_585_600.0

  /// - Parameters:
  ///   - now: what the clock shows at the start, in seconds since 1970.
  ///   - fill: fills the cache before the interface starts.
  ///   - adjust: changes what the interface is given from outside.
  public init(
    size: (columns: Int, rows: Int) = (80, 24), language: Language = .french, keymap: String = "default",
    firstPane: String? = nil, now: Double = Scenario.startOfTime,
    fill: (Cache) async throws -> Void = { _ in }, adjust: (inout Configuration) -> Void = { _ in }
  ) async throws {
    folder = NSTemporaryDirectory() + "ter1-scenario-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let world = world
    world.clock.withLock { $0 = now }
    cache = try Cache(path: folder + "/cache.sqlite", clock: { world.clock.withLock { $0 } })
    try await fill(cache)
    let player = try Player.language.map { _ in try Player(language: language.rawValue) }
    terminal = HeadlessTerminal(size: player?.size ?? Size(columns: size.columns, rows: size.rows), player: player)
    var configuration = try Self.configuration(cache, language, keymap, firstPane, world)
    adjust(&configuration)
    self.configuration = configuration
    runtime = Runtime(configuration, terminal: terminal)
    runtime.start()
    runtime.settle()
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private final class World: Sendable {
    let clock = Mutex(Scenario.startOfTime)
    let count = Mutex(0)
  }

  private static func configuration(
    _ cache: Cache, _ language: Language, _ keymap: String, _ firstPane: String?, _ world: World
  ) throws -> Configuration {
    let zone = try #require(TimeZone(identifier: "Europe/Paris"))
    var configuration = Configuration(cache: cache, zone: zone, environment: [:])
    configuration.settings.language = language
    configuration.settings.keymap = keymap
    configuration.settings.firstPane = firstPane
    configuration.now = { world.clock.withLock { $0 } }
    configuration.makeID = {
      world.count.withLock {
        $0 += 1
        return "id-\($0)"
      }
    }
    return configuration
  }

  /// The program is gone without a word, as after kill -9, and started again on what it had written down.
  public func restart() {
    runtime = Runtime(configuration, terminal: terminal)
    runtime.start()
    runtime.settle()
  }

  public var screen: Screen { terminal.screen }

  /// The text of the screen, without trailing blanks.
  public var text: String { (0..<screen.size.rows).map { screen.text(row: $0) }.joined(separator: "\n") }

  /// Types keys, parted by blanks; `<Space>` is the space bar. A word of several letters is typed letter by letter; what stands in
  /// quotation marks is typed as text, blanks and all.
  public func type(_ keys: String) {
    for stroke in Self.strokes(keys) {
      terminal.player?.wait(isTyping: screen.isTyping && stroke.typed != nil)
      terminal.type([stroke])
      runtime.turn()
      runtime.settle()
      checkCursor(after: "\(stroke)")
    }
  }

  /// Types keys as the loop takes them: nothing that they ask for is waited for.
  /// - Parameter seconds: how long after the last.
  public func press(_ keys: String, after seconds: Double = 0) {
    world.clock.withLock { $0 += seconds }
    for stroke in Self.strokes(keys) {
      terminal.type([stroke])
      runtime.turn()
    }
  }

  /// A turn of the loop with nothing typed.
  /// - Returns: how many milliseconds the loop would sleep after it.
  public func idle() -> Int32 {
    runtime.turn()
    return runtime.patience
  }

  /// After whatever happened the cursor is where the eye is: on the marked row, or where one types. Screen readers and braille
  /// follow it. Where nothing is marked, something else has put it somewhere: nothing leaves it where an empty screen has it.
  private func checkCursor(after happened: String) {
    let marked = (0..<screen.size.rows).filter { row in
      screen[row].contains { $0.character == "▌" && $0.style.role == .marker }
    }
    let isPut = marked.isEmpty ? screen.cursor != Screen(size: screen.size).cursor : marked.contains(screen.cursor.row)
    guard !screen.isTyping, !isPut, screen.size.rows > 1 else { return }
    Issue.record("after \(happened) the cursor is in row \(screen.cursor.row), not in \(marked):\n\(text)")
  }

  private static func strokes(_ keys: String) -> [KeyStroke] {
    keys.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part -> [KeyStroke] in
      if index % 2 == 1 { return part.map { KeyStroke(.character($0)) } }
      return part.split(separator: " ").flatMap { KeyStroke.sequence($0) ?? [] }
    }
  }

  public func paste(_ text: String) {
    terminal.paste(text)
    runtime.settle()
    checkCursor(after: "pasting")
  }

  public func resize(_ columns: Int, _ rows: Int) {
    guard terminal.player == nil else { return }
    terminal.resize(Size(columns: columns, rows: rows))
    runtime.settle()
    checkCursor(after: "resizing to \(columns)x\(rows)")
  }

  /// What was asked for is done, and shown.
  public func settle() {
    runtime.settle()
    runtime.settle()
  }

  /// Time passes.
  public func wait(seconds: Double) {
    world.clock.withLock { $0 += seconds }
    runtime.settle()
    runtime.settle()
  }

  /// Something changed in the cache without the interface.
  public func announce(_ changes: ChangeSet) {
    runtime.announce(changes)
    runtime.settle()
  }

  /// A login's link is used otherwise, or is another than before.
  public func announce(_ status: SyncStatus) {
    runtime.announce(status)
    runtime.settle()
  }

  public func announce(_ standing: LinkStanding, of login: String) {
    runtime.announce(standing, of: login)
    runtime.settle()
  }

  /// What an engine tells by the way.
  public func announce(_ notice: SyncNotice) {
    runtime.announce(notice)
    runtime.settle()
  }

  /// The server's news arrive.
  public func receive(_ deltas: [Delta]) async throws {
    runtime.announce(try await cache.apply(deltas))
    runtime.settle()
  }

  /// Compares the screen with its recording in `Screens/`; one that is played has another size.
  public func check(_ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation) {
    guard terminal.player == nil else { return }
    Golden(name, beside: file).check(screen, sourceLocation: sourceLocation)
  }
}
