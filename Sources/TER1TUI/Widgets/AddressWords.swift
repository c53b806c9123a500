import Localization
import Text

/// Where a link leads, in words.
struct AddressWords {
  let link: UntrustedText
  let tr: Catalog
  private let address: LinkAddress?

  init(_ link: UntrustedText, _ tr: Catalog) { (self.link, self.tr, address) = (link, tr, LinkAddress(link)) }

  /// The machine, in at most `columns` cells: its beginning goes first, for its end says whose it is.
  static func host(of link: UntrustedText, columns: Int) -> SafeText {
    let host = (link.host ?? link).line
    guard host.width > columns else { return host }
    var (tail, filled) = ("", 1)
    for character in host.string.reversed() {
      filled += CellWidth.of(character)
      if filled > columns { break }
      tail.insert(character, at: tail.startIndex)
    }
    return SafeText("…" + tail)
  }

  /// What in it may deceive; nil: nothing.
  var warning: SafeText? {
    guard let address, !address.deceits.isEmpty else { return nil }
    let host = Self.host(of: link, columns: 48)
    let sentences = address.deceits.map { deceit in
      switch deceit {
      case .name(let name): tr("leads to %1, not to %2", host, name.line.clipped(to: 24))
      case .letters: tr("foreign letters: %1", host)
      }
    }
    return SafeText("⚠ " + sentences.joined(separator: ", "))
  }

  /// Asked before anything is opened: where it leads, and then the whole.
  var question: Question {
    let text =
      (warning.map { $0 + " · " } ?? "") + SafeText(tr("Open %1?", Self.host(of: link, columns: 40))) + "  " + link.line
    let qr = Question.Choice(key: "q", label: tr("QR"), line: CommandLine("link.qr", [link.raw]))
    return Question(text, choices([qr]))
  }

  /// Asked beside a card that shows the link and its code.
  /// - Parameter number: to be dialled instead; nil: there is none.
  func question(number: String?) -> Question {
    let label = tr("phone")
    let copy = number.map { [Question.Choice(key: "t", label: label, line: CommandLine("link.copy", [$0]))] } ?? []
    return Question("", choices(copy))
  }

  private func choices(_ more: [Question.Choice]) -> [Question.Choice] {
    [
      Question.Choice.yes(tr, as: tr("open"), CommandLine("link.open", [link.raw])),
      Question.Choice(key: "c", label: tr("copy"), line: CommandLine("link.copy", [link.raw])),
    ] + more + [.no(tr)]
  }
}
