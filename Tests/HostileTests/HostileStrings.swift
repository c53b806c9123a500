import Foundation
import JSON
import TestSupport

/// Text made to do harm, or to break whoever measures it: a set kept here, and the corpora where they are.
enum HostileStrings {
  /// All of the corpora (`TER1_TORTURE=full`), or an even part of them.
  static let isFull = ProcessInfo.processInfo.environment["TER1_TORTURE"] == "full"
  private static let usualCount = 80

  static let all: [String] = {
    let found = (try? corpora()) ?? []
    let step = isFull ? 1 : max(1, found.count / usualCount)
    return kept + stride(from: 0, to: found.count, by: step).map { found[$0] }
  }()

  /// Tried also where there are no corpora.
  static let kept: [String] = terminal + direction + lookalike + measure + names + formats + links

  private static let terminal = [
    "\u{1B}[31mrouge\u{1B}[0m", "\u{1B}]0;titre\u{07}", "\u{1B}]52;c;ZWNobyBwd25lZA==\u{07}", "\u{9B}2J\u{9B}H",
    "\u{9D}0;titre\u{9C}", "\u{1B}[21t", "\u{1B}]8;;https://evil.example\u{1B}\\banque\u{1B}]8;;\u{1B}\\",
    "\u{1B}P$qm\u{1B}\\", "\u{1B}[6n", "\u{1B}[c", "\u{1B}[?1049l\u{1B}[2J", "\u{1B}c", "\u{1B}(0lqk",
    "\u{0E}abc\u{0F}", "\u{07}\u{07}", "a\u{08}\u{08}\u{08}b", "un\rdeux", "\u{0C}page", "\u{0B}", "\0nul\0",
    "\u{7F}\u{7F}", "\u{1B}[200~rm -rf ~\n\u{1B}[201~", "\u{90}q\"1;1;9;9#0~~\u{9C}", "\u{1B}_G a=T;AAAA\u{1B}\\",
    "\u{1B}]1337;File=inline=1:AAAA\u{07}", "\u{1B}[4096;4096H@", "\u{1B}[999999999b", "\u{85}\u{84}\u{8D}",
    "\u{1B}[>4;2m\u{1B}[?1000h", "\u{1B}]P0ff0000", "\u{1B}#8", "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;eA==\u{07}\u{1B}\\",
  ]
  private static let direction = [
    "facture\u{202E}fdp.exe", "\u{2066}a\u{2067}b\u{2069}", "\u{200F}\u{061C}\u{200E}", "\u{2028}\u{2029}",
    "שלום עולם", "العربية", "\u{202D}\u{202C}\u{202A}", "\u{206A}\u{206F}",
  ]
  private static let lookalike = [
    "аdmin", "раураl", "cɑmille", "𝐜𝐚𝐦𝐢𝐥𝐥𝐞", "ｃａｍｉｌｌｅ", "camille\u{200B}", "cam\u{0131}lle", "ϲamille",
    "\u{E0041}\u{E0042}",
    "\u{3164}\u{115F}\u{FFA0}", "\u{2800}\u{2800}", "\u{180E}\u{FEFF}\u{AD}", "\u{FFF9}a\u{FFFA}b\u{FFFB}",
  ]
  private static let measure = [
    String(repeating: "e\u{301}", count: 300), "a" + String(repeating: "\u{300}\u{317}", count: 2_000),
    String(repeating: "漢", count: 500), String(repeating: "x", count: 20_000),
    String(repeating: "👨‍👩‍👧‍👦", count: 60), "👍🏽👩🏿‍🚀🏳️‍🌈🇫🇷🇫", "ﷺ﷽𒐫⸻", "ก็็็็็็็็", "\t\t\t\t\t\t\t\t", "\n\n\n\n\n\n", "", " ",
    "\u{10FFFD}\u{E000}\u{F8FF}", "1\u{20E3}#\u{FE0F}\u{20E3}", "各\u{309A}\u{3099}", "ᄀ각ᆨ",
    "क्षि", "\u{1F1E6}", String(repeating: "mot ", count: 3_000),
  ]
  private static let names = [
    "../../etc/passwd", "..", ".", "/etc/passwd", "C:\\Windows\\x", "CON", "nul.txt", "aux", "COM1.pdf", "LPT9", "-rf",
    "--help", "~", "~root", ".bashrc", "a.", "a ", " a", "a.txt.", "$(id)", "`id`", "; id", "| id", "a\nb", "%2e%2e%2f",
    "..%c0%af", "a:b", "*", "?", "<>", "file.part", "....//", "\u{2025}/x", "．．／x", "x.desktop", "a\u{2044}b",
  ]
  private static let formats = [
    "<script>alert(1)</script>", "&#27;[31m", "[x](javascript:alert(1))", "![x](file:///etc/passwd)", "%s%n%p",
    "${7*7}",
    "'; DROP TABLE message; --", "\"NEAR(\" OR *", "{\"a\":", "BEGIN:VEVENT\nEND:VEVENT", "=cmd|'/C calc'!A0",
    "> > > > >",
    "```\n\u{1B}[2J\n```", "| a | b |\n|---|---|\n| \u{1B}[1m | 漢 |", "# " + String(repeating: "#", count: 500),
    String(repeating: "[", count: 2_000), String(repeating: "> ", count: 1_000), String(repeating: "*_", count: 1_000),
  ]
  private static let links = [
    "https://bank.fr@evil.example/", "https://xn--80ak6aa92e.com/", "https://аррӏе.com/",
    "https://coop.example.evil.example",
    "http://[::1]/", "https://evil.example/\u{202E}gpj.exe", "javascript:alert(1)", "data:text/html,x",
    "file:///etc/passwd",
    "ssh://-oProxyCommand=id/x", "mailto:a@b?attach=/etc/passwd", "https://例え.jp", "tel:*%2306%23",
  ]
}

// MARK: - The corpora

extension HostileStrings {
  private static func corpora() throws -> [String] {
    guard Corpora.isThere else { return [] }
    let texts = try naughty() + trojans() + sequences() + clusters() + directions() + markup() + lines() + torture()
    return texts.filter { !$0.isEmpty }
  }

  private static func naughty() throws -> [String] {
    try JSONValue(parsing: Corpora.bytes("blns/blns.json")).array?.compactMap(\.string) ?? []
  }

  private static func trojans() throws -> [String] {
    try JSONValue(parsing: Corpora.bytes("trojan-source/lignes-bidi.json")).array?.compactMap { $0["texte"]?.string }
      ?? []
  }

  /// Terminal sessions, in pieces of a message's size.
  private static func sequences() throws -> [String] {
    try (Corpora.files(in: "xterm-fixtures") + Corpora.files(in: "alacritty-recordings")).flatMap { file in
      let text = Array(try Corpora.text(file).unicodeScalars)
      return stride(from: 0, to: min(text.count, 8_000), by: 1_000).map { start in
        String(String.UnicodeScalarView(text[start..<min(start + 1_000, text.count)]))
      }
    }
  }

  private static func clusters() throws -> [String] {
    let breaks = try Corpora.text("unicode/GraphemeBreakTest.txt").split(separator: "\n")
      .map { scalars($0.prefix { $0 != "#" }) }
    let emoji = try Corpora.text("unicode/emoji-test.txt").split(separator: "\n").filter { $0.contains(";") }
      .map { scalars($0.prefix { $0 != ";" }) }
    return breaks + emoji
  }

  private static func directions() throws -> [String] {
    try Corpora.text("unicode/BidiCharacterTest-extrait.txt").split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { scalars($0.prefix { $0 != ";" }) }
  }

  private static func scalars(_ words: Substring) -> String {
    let codes = words.split { " ÷×\t".contains($0) }.compactMap { UInt32($0, radix: 16) }
    return String(String.UnicodeScalarView(codes.compactMap(Unicode.Scalar.init)))
  }

  private static func markup() throws -> [String] {
    try Corpora.files(in: "html5lib").filter { $0.hasSuffix(".test") }.flatMap { file in
      try JSONValue(parsing: Corpora.bytes(file))["tests"]?.array?.compactMap { $0["input"]?.string } ?? []
    }
  }

  private static func lines() throws -> [String] {
    try (Corpora.files(in: "xss-patt") + Corpora.files(in: "traversal")).flatMap { file in
      try Corpora.text(file).split(separator: "\n").map { String($0.prefix(2_000)) }
    }
  }

  private static func torture() throws -> [String] {
    try Corpora.files(in: "JSONTestSuite").map { String(try Corpora.text($0).prefix(2_000)) }
  }
}
