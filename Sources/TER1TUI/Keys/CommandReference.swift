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

  private static func sections(_ tr: Catalog) -> [(title: String, rows: [Row])] {
    let maps = Keymap.builtIn.map { Keymap(name: $0) }
    return maps[0].groups().map { group in
      (
        CommandTable.title(ofSection: group.section, tr),
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
      + sections(english).map { section in
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
      + network(command, english) + " |\n"
  }

  private static func codes(_ keys: [String]) -> String {
    keys.map { "`\(cell($0))`" }.joined(separator: " ")
  }

  /// In a table, a bar parts columns.
  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private static func network(_ command: Command, _ tr: Catalog) -> String {
    [command.needsNetwork ? tr("online") : "", command.cost.words(tr)].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  // MARK: mdoc

  /// ter1-commands(7): docs/man/ter1-commands.7, and below docs/man/fr in French.
  public static func manual(_ language: Language) -> String {
    let tr = Catalog(language)
    let body = sections(tr).map { section in
      let rows = section.rows.map { manual($0, tr) }.joined()
      return ".Ss \(roff(section.title))\n.Bl -tag -width Ds\n\(rows).El\n"
    }
    return head(tr) + body.joined() + ".Sh \(tr("SEE ALSO"))\n.Xr ter1 1 ,\n.Xr ter1-config 5\n"
  }

  private static func head(_ tr: Catalog) -> String {
    let sentences = [
      tr(
        "Every command can be typed after “:”, found with “?”, bound to keys (ter1-config(5)), recorded in a macro and put into a script for “ter1 run”."
      ),
      tr("A number before it says how often, or which one."),
      tr(
        "What is sent waits in the outbox while there is no connection; commands marked “online” do nothing useful without one."
      ),
      tr("What a command takes from the network stands in brackets; where nothing stands it takes nothing."),
    ]
    return """
      .\\" Made by: ter1 commands --manual
      .Dd \(tr("November 26, 2026"))
      .Dt TER1-COMMANDS 7
      .Os
      .Sh \(tr("NAME"))
      .Nm ter1-commands
      .Nd \(tr("commands of ter1 and their keys"))
      .Sh DESCRIPTION

      """ + sentences.map { roff($0) + "\n" }.joined()
  }

  private static func manual(_ row: Row, _ tr: Catalog) -> String {
    let command = row.command
    let all = [("", row.keys)] + row.others.map { (" (\($0.map))", $0.keys) }
    let keys = all.flatMap { suffix, keys in keys.map { $0 + suffix } }.joined(separator: ", ")
    let network = network(command, tr)
    return ".It \(roff(command.synopsis(tr)))\n\(roff(tr(command.summary))).\n"
      + (network.isEmpty ? "" : ".Bq \(roff(network))\n")
      + (keys.isEmpty ? "" : roff(tr("Keys: %1", keys)) + "\n")
  }

  /// No character of the text means anything to roff.
  private static func roff(_ text: String) -> String {
    let escapes: [Unicode.Scalar: String] = [
      "\\": "\\e", "|": "\\&|", "-": "\\-", "\"": "\\(dq", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha",
    ]
    let pieces = text.unicodeScalars.map { scalar in
      escapes[scalar]
        ?? (scalar.isASCII || scalar.properties.isAlphabetic ? String(scalar) : "\\[u\(fourDigits(scalar.value))]")
    }
    return "\\&" + pieces.joined()
  }

  private static func fourDigits(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
