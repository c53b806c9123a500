import Localization
import Text

/// What a passphrase that was typed at the lock screen came to.
public enum UnlockAnswer: Sendable, Hashable {
  case opened
  /// The next try is taken in so many seconds; 0: at once.
  case wrong(wait: Int)
  /// It was not looked at: the pause after the last wrong ones is not over, for so many seconds more.
  case tooSoon(wait: Int)
  /// It could not be tried, and why.
  case failed(String)
}

/// The interface while it is locked: nothing of what it holds is seen or told, and keys go into the passphrase alone.
struct LockScreen: Sendable {
  private var typed = ""
  private var isTrying = false
  private var answer: UnlockAnswer?

  static let limit = 1_000

  /// - Returns: the passphrase, when it is to be tried.
  mutating func press(_ stroke: KeyStroke) -> String? {
    guard !isTrying else { return nil }
    switch stroke {
    case KeyStroke(.enter):
      guard !typed.isEmpty else { return nil }
      defer { (typed, isTrying, answer) = ("", true, nil) }
      return typed
    case KeyStroke(.backspace): typed = String(typed.dropLast())
    case KeyStroke(.escape), KeyStroke(.character("u"), control: true): typed = ""
    default: if let character = stroke.typed { paste(String(character)) }
    }
    return nil
  }

  mutating func paste(_ text: String) {
    guard !isTrying, typed.count + text.count <= Self.limit else { return }
    typed += text.filter { !$0.isNewline }
    answer = nil
  }

  mutating func take(_ answer: UnlockAnswer) { (self.answer, isTrying) = (answer, false) }

  /// How many characters were typed shows only up to a point.
  private var dots: String { String(repeating: "•", count: min(typed.count, 12)) }

  func draw(on canvas: inout Canvas, _ tr: Catalog) {
    let columns = max(1, canvas.size.columns - 2)
    let head = Line(tr("ter1 is locked"), Style(.title)).wrapped(to: columns)
    let remark = remark(tr).map { Line($0).wrapped(to: columns) } ?? []
    let label = tr("Passphrase:") + " "
    var row = max(0, (canvas.size.rows - head.count - remark.count - 2) / 2)
    for line in head {
      canvas.put(line, column: 1, row: row)
      row += 1
    }
    row += 1
    canvas.put(Line(label + dots).clipped(to: columns), column: 1, row: row)
    canvas.setCursor(column: min(columns, 1 + Line(label + dots).width), row: row)
    for (index, line) in remark.enumerated() { canvas.put(line, column: 1, row: row + 1 + index) }
  }

  private func remark(_ tr: Catalog) -> String? {
    switch answer {
    case nil: isTrying ? tr("Trying it…") : nil
    case .opened?: nil
    case .wrong(wait: 0)?: tr("This is not the passphrase.")
    case .wrong(let wait)?:
      tr(
        wait, "This is not the passphrase. The next try is taken in %1 second.",
        "This is not the passphrase. The next try is taken in %1 seconds.")
    case .tooSoon(let wait)?:
      tr(wait, "Too soon: the next try is taken in %1 second.", "Too soon: the next try is taken in %1 seconds.")
    case .failed(let reason)?: reason
    }
  }
}

extension App {
  public var isLocked: Bool { lock != nil }

  /// Hides everything until the passphrase is typed; what is being written is kept.
  mutating func lockNow(_ surroundings: Surroundings) -> [Effect] {
    guard settings.canLock else {
      return [.notice(Notice(.information, tr("There is no passphrase to lock with: ter1 vault passphrase")))]
    }
    lock = LockScreen()
    (notice, question, pending, continuations, count) = (nil, nil, [], [], nil)
    (prefixDeadline, showsPrefix) = (nil, false)
    return composer?.draftEffects(surroundings, force: true) ?? []
  }

  /// A key or a paste while it is locked.
  mutating func pressLocked(_ event: TerminalEvent) -> [Effect]? {
    guard lock != nil else { return nil }
    switch event {
    case .key(let stroke): return lock?.press(stroke).map { [.unlock(passphrase: $0)] } ?? []
    case .paste(let text):
      lock?.paste(text)
      return []
    default: return nil
    }
  }

  mutating func take(_ answer: UnlockAnswer) -> [Effect] {
    guard answer != .opened else {
      (lock, notice) = (nil, nil)
      return []
    }
    lock?.take(answer)
    return []
  }

  /// When it locks by itself; nil: never.
  var idleDeadline: Double? {
    guard lock == nil, settings.canLock, let after = settings.lockAfter else { return nil }
    return lastInput + after
  }

  mutating func lockWhenIdle(_ surroundings: Surroundings) -> [Effect] {
    guard let deadline = idleDeadline, deadline <= surroundings.now else { return [] }
    return lockNow(surroundings)
  }
}
