public import Localization

/// The table of commands as documents: docs/commands.md and the manual page ter1-commands(7).
public enum CommandReference {
  /// One command of one section.
  private struct Row {
    let command: Command
    /// Of the default map; then of the others, where they differ.
    let keys: [String]
    let others: [(map: String, keys: [String])]
  }

  private static let english = Catalog(.english)

  private static func sections() -> [(title: String, rows: [Row])] {
    let maps = Keymap.builtIn.map { Keymap(name: $0) }
    return maps[0].groups().map { group in
      (
        CommandTable.title(ofSection: group.section, english),
        group.entries.map { entry in
          let keys = maps.map { Self.keys(of: entry.command.name, in: group.section, $0) }
          let others = zip(maps, keys).dropFirst().filter { $0.1 != keys[0] }.map { ($0.0.name, $0.1) }
          return Row(command: entry.command, keys: keys[0], others: others)
        }
      )
    }
  }

  private static func keys(of command: String, in section: String, _ map: Keymap) -> [String] {
    map.bindings(in: section).filter { $0.line.name == command }.map(\.strokes.notation)
  }

  // MARK: For a shell

  /// Section by section: keys, name with what may follow, what it does, what it takes from the network.
  public static func rows(_ map: Keymap, _ language: Language) -> [[String]] {
    let tr = Catalog(language)
    return map.groups().flatMap { group in
      [["", CommandTable.title(ofSection: group.section, tr), "", ""]]
        + group.entries.map { entry in
          let command = entry.command
          let cost = [command.needsNetwork ? tr("(online)") : "", command.cost.words(tr)].filter { !$0.isEmpty }
          let keys = entry.keys.prefix(4).map { $0.display(tr) }.joined(separator: " ")
          return [keys, command.synopsis(tr), tr(command.summary), cost.joined(separator: " ")]
        }
    }
  }

  // MARK: Markdown

  /// docs/commands.md.
  public static var markdown: String {
    let head = """
      # Commands

      Made by `ter1 commands --markdown` from the table that the program itself works with; a test compares the two.
      Every command can be typed after `:`, found with `?`, bound in `~/.config/ter1/keymap` (ter1-config(5)), recorded in a macro and
      put into a script for `ter1 run`. A number before it (`5 move.down`) says how often, or which one. One that cannot be run now
      says why. What stands under “network” is about what it takes from the network, up and down; nothing there: nothing. “online”: it does
      nothing useful without a connection; all others work offline, and what they send waits in the outbox.


      """
    return head
      + sections().map { section in
        "## \(section.title)\n\n| keys | command | English | français | network |\n| --- | --- | --- | --- | --- |\n"
          + section.rows.map { markdown($0) }.joined() + "\n"
      }.joined().dropLast()
  }

  private static func markdown(_ row: Row) -> String {
    let command = row.command
    let others = row.others.map { other in "\(other.map): \(codes(other.keys).isEmpty ? "none" : codes(other.keys))" }
    let keys = ([codes(row.keys)] + others).filter { !$0.isEmpty }.joined(separator: "; ")
    let name = "`" + cell(command.synopsis(english)) + "`"
    return "| \(keys) | \(name) | \(cell(english(command.summary))) | \(cell(Catalog(.french)(command.summary))) | "
      + network(command) + " |\n"
  }

  private static func codes(_ keys: [String]) -> String {
    keys.map { "`\(cell($0))`" }.joined(separator: " ")
  }

  /// In a table, a bar parts columns.
  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private static func network(_ command: Command) -> String {
    [command.needsNetwork ? "online" : "", command.cost.words(english)].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  // MARK: mdoc

  /// docs/man/ter1-commands.7.
  public static var manual: String {
    let head = """
      .\\" Made by: ter1 commands --manual
      .Dd November 26, 2026
      .Dt TER1-COMMANDS 7
      .Os
      .Sh NAME
      .Nm ter1-commands
      .Nd what can be done in the interface of ter1, and its keys
      .Sh DESCRIPTION
      Every command can be typed after
      .Ic \\&: ,
      found with
      .Ic \\&? ,
      bound to keys
      .Pq Xr ter1-config 5 ,
      recorded in a macro and put into a script for
      .Nm ter1 Cm run .
      A number before it says how often, or which one.
      What is sent waits in the outbox while there is no connection; commands marked
      .Sq online
      do nothing useful without one.
      What a command takes from the network stands in brackets; where nothing stands it takes nothing.

      """
    let foot = ".Sh SEE ALSO\n.Xr ter1 1 ,\n.Xr ter1-config 5\n"
    return head
      + sections().map { section in
        ".Ss \(section.title)\n.Bl -tag -width Ds\n" + section.rows.map { manual($0) }.joined() + ".El\n"
      }.joined() + foot
  }

  private static func manual(_ row: Row) -> String {
    let command = row.command
    let all = [("", row.keys)] + row.others.map { (" (\($0.map))", $0.keys) }
    let keys = all.flatMap { suffix, keys in keys.map { roff($0) + suffix } }.joined(separator: ", ")
    let name = roff(command.synopsis(english))
    let cost = network(command).isEmpty ? "" : "\n.Bq \(roff(network(command)))"
    return ".It \(name)\n\(roff(english(command.summary))).\(cost)\n" + (keys.isEmpty ? "" : "Keys: \(keys)\n")
  }

  /// No character of the text means anything to roff.
  private static func roff(_ text: String) -> String {
    let escapes: [Unicode.Scalar: String] = [
      "\\": "\\e", "|": "\\&|", "-": "\\-", "\"": "\\(dq", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha",
    ]
    let pieces = text.unicodeScalars.map { scalar in
      escapes[scalar] ?? (scalar.isASCII ? String(scalar) : "\\[u\(fourDigits(scalar.value))]")
    }
    return "\\&" + pieces.joined()
  }

  private static func fourDigits(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
