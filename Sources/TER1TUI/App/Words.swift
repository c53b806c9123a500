public import ClientCore
public import Localization
import Text

extension LinkState {
  /// What of several connections is worth saying: the highest.
  var urgency: Int {
    switch self {
    case .live: 0
    case .polling: 1
    case .resting: 2
    case .catchingUp: 2
    case .connecting: 3
    case .offline: 4
    case .remarked: 5
    case .needsLogin: 6
    case .stopped: 7
    }
  }

  /// For a line without much room.
  func short(_ tr: Catalog) -> SafeText {
    fault?.short ?? (self == .polling ? LinkState.live : self).words(tr)
  }

  func words(_ tr: Catalog) -> SafeText {
    switch self {
    case .live: SafeText(tr("up to date"))
    case .polling: SafeText(tr("up to date, asking now and then"))
    case .catchingUp(nil): SafeText(tr("fetching news"))
    case .catchingUp(let count?): SafeText(tr(count, "fetching, %1 left", "fetching, %1 left"))
    case .connecting: SafeText(tr("connecting"))
    case .resting: SafeText(tr("waits for you"))
    case .offline(nil): SafeText(tr("offline"))
    case .needsLogin: SafeText(tr("password needed: ter1 account login"))
    case .offline(let fault?), .stopped(let fault), .remarked(let fault): fault.long
    }
  }
}

extension Theme {
  private static let titles = [
    "default": msgid("for light and dark"), "dark": msgid("dark ground"), "light": msgid("light ground"),
    "sun": msgid("full sun"),
    "colour-blind": msgid("for the colour-blind"), "mono": msgid("without colours"),
  ]

  /// Its name, and what it is for where that does not say it.
  func words(_ tr: Catalog) -> String {
    Self.titles[name].map { tr($0) }.flatMap { $0 == name ? nil : "\(name) (\($0))" } ?? name
  }
}

extension CacheError {
  /// What happened and what can be done, for a person.
  public func text(_ tr: Catalog) -> String {
    switch self {
    case .full(let path): tr("The disk is full: free some room for %1; what you typed is kept here meanwhile", path)
    case .corrupt(let path, nil): tr("The cache %1 is damaged", path)
    case .corrupt(let path, let page?): tr("The cache %1 is damaged, on page %2", path, page)
    case .newerSchema(let path): tr("The cache %1 was written by a newer ter1: please update this one", path)
    case .notWritable(let path): tr("%1 cannot be written: check its rights", path)
    case .unreadable(let path): tr("%1 cannot be read", path)
    case .inUse(let path): tr("Another program has %1 open", path)
    case .wrongKey(let path): tr("The cache %1 is encrypted with another key; it was not touched", path)
    case .isEncrypted(let path): tr("The cache %1 is encrypted, and its key is not here; it was not touched", path)
    case .isPlain(let path): tr("The cache %1 is not encrypted, and should be; it was not touched", path)
    case .beingDestroyed: tr("This is already waiting to be deleted; take that back in the outbox first")
    case .unknownType(let type): tr("The cache knows no type “%1”", type)
    case .storage(let code, let message): tr("The cache answered: %1 (%2)", message, code)
    }
  }
}

extension KeymapProblem {
  /// Where it is, what is wrong, and what to do.
  public func text(_ tr: Catalog) -> String {
    line == 0 ? reason.text(tr) : "\(source):\(line): \(reason.text(tr))"
  }
}

extension KeymapProblem.Reason {
  fileprivate func text(_ tr: Catalog) -> String {
    switch self {
    case .notABinding: tr("a line is “keys = command”, “[section]” or “# comment”")
    case .notAKey(let text): tr("“%1” is no key; write a letter, <C-x>, <M-x>, <Enter> or <F1>", text)
    case .openQuotation: tr("a quotation mark is not closed")
    case .unknownCommand(let name, nil): tr("there is no command “%1”; ? lists them all", name)
    case .unknownCommand(let name, let nearest?): tr("there is no command “%1”; did you mean “%2”?", name, nearest)
    case .unknownSection(let name): tr("there is no section [%1]", name)
    case .shadows(let line): tr("these keys are already needed for “%1”; choose others", line)
    case .unreadable(let reason): tr("your own keys are not used: %1", reason)
    }
  }
}

extension [KeyStroke] {
  /// The keys as a person reads them on the keyboard.
  func display(_ tr: Catalog) -> String {
    map { $0.display(tr) }.joined(separator: count > 1 && contains { $0.isLong } ? " " : "")
  }
}

extension KeyStroke {
  fileprivate var isLong: Bool { hasControl || hasMeta || typed == nil || typed == " " }

  func display(_ tr: Catalog) -> String {
    let prefix = (hasControl ? "^" : "") + (hasMeta ? "Alt-" : "")
    switch key {
    case .character(" "): return prefix + tr("Space")
    case .character(let character): return prefix + (hasControl ? character.uppercased() : String(character))
    case .anyCharacter: return tr("any letter")
    case .named(let name): return prefix + (Self.names[name].map { tr($0) } ?? name.rawValue)
    }
  }

  private static let names: [Name: String] = [
    .enter: msgid("Enter"), .escape: msgid("Esc"), .tab: msgid("Tab"), .backTab: msgid("Shift-Tab"),
    .backspace: msgid("Backspace"), .delete: msgid("Del"),
    .insert: msgid("Ins"), .up: "↑", .down: "↓", .left: "←", .right: "→", .home: msgid("Home"), .end: msgid("End"),
    .pageUp: msgid("PgUp"),
    .pageDown: msgid("PgDn"), .shiftUp: msgid("Shift-↑"), .shiftDown: msgid("Shift-↓"), .shiftLeft: msgid("Shift-←"),
    .shiftRight: msgid("Shift-→"), .shiftHome: msgid("Shift-Home"), .shiftEnd: msgid("Shift-End"),
  ]
}
