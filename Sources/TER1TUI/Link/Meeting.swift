import Text

/// Links that lead to a video meeting, and the numbers to dial into one.
enum Meeting {
  /// Hosts, the beginnings of hosts (with a full stop at their end), and words that stand in hosts.
  private static let hosts = [
    "meet.", "jitsi", "visio", "bbb", "bigbluebutton", "webconf", "webinaire", "framatalk.org", "talk.", "whereby.com",
    "zoom.us", "zoomgov.com", "teams.microsoft.com", "teams.live.com", "webex.com", "meet.google.com", "jit.si",
  ]

  static func isOne(_ link: UntrustedText) -> Bool {
    guard let host = link.host?.raw.lowercased() else { return false }
    return hosts.contains { isOf($0, host) } || isRoom(path(of: link.raw.lowercased()))
  }

  private static func isOf(_ known: String, _ host: String) -> Bool {
    host.hasPrefix(known) || host.hasSuffix("." + known) || !known.contains(".") && host.contains(known)
  }

  private static func path(of link: String) -> [Substring] {
    link.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2).map(\.self)
  }

  /// BigBlueButton behind Greenlight, and Nextcloud Talk, on hosts of any name.
  private static func isRoom(_ path: [Substring]) -> Bool {
    if path.count == 2, path[0] == "b" {
      let groups = path[1].split(separator: "-", omittingEmptySubsequences: false)
      return groups.count >= 2 && groups.allSatisfy { $0.count == 3 }
    }
    if path.count == 3, path[0] == "rooms" { return path[2] == "join" }
    let call = path.first == "index.php" ? path.dropFirst() : path[...]
    return call.count == 2 && call.first == "call"
  }

  // MARK: Numbers

  /// The first line with a telephone number in what somebody wrote, codes and all; nil when there is none.
  static func dialIn(_ text: UntrustedText) -> SafeText? {
    text.lines.first { number(in: $0) != nil }
  }

  /// For a telephone: a plus or a zero, and nine to fifteen digits.
  static func number(in line: SafeText) -> String? {
    for match in line.string.matches(of: /(?:^|[\s:(])(?<number>(?:\+|0)[0-9][0-9 .()\u{A0}\u{202F}-]{7,24}[0-9])/) {
      let number = match.output.number.filter { $0 == "+" || $0.isASCII && $0.isNumber }
      if (9...15).contains(number.count { $0 != "+" }) { return number }
    }
    return nil
  }
}
