/// How and when a person is told of news while looking elsewhere. Nothing, unless it is set.
public struct NotifyPreferences: Sendable, Hashable {
  /// What a terminal can be asked for.
  public static let ways = ["bell", "osc9", "osc99", "osc777"]
  static let occasions = ["addressed", "all"]

  /// Of `ways`; empty: the terminal is asked for nothing.
  public var ways: [String] = []
  /// A program and its arguments, to which the sentence is added as the last one; nil: none.
  public var command: [String]?
  /// Whether of all that is new; else of what names the member or answers him.
  public var isForAll = false
  /// Whether the sentence says where it is and what was written.
  public var tellsText = false
  /// nil: at any time.
  public var quiet: QuietHours?

  public init() {}

  public var isOff: Bool { ways.isEmpty && command == nil }
}

extension NotifyPreferences {
  init(_ table: inout SettingsTable) {
    ways = table.list("notify", of: Self.ways) ?? []
    command = table.arguments("notify_command")
    isForAll = table.string("notify_for", oneOf: Self.occasions) == "all"
    tellsText = table.bool("notify_text") ?? false
    guard let hours = table.string("quiet_hours") else { return }
    quiet = QuietHours(hours)
    if quiet == nil { table.note("quiet_hours", "\"22:00-07:30\"") }
  }
}
