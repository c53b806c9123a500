import Text

/// What vim's keys make of them: in which mode one is, and what `.` and `;` do again.
enum ViMode: Sendable { case insert, normal, visual }

/// The state of vim's keys in a text. What is said comes as phrases; what is typed in insert mode goes straight into the text.
struct ViEditing: Sendable {
  private(set) var mode = ViMode.insert
  private var search: ViSearch?
  /// The keys that changed the text last, and what was typed after them; no keys: it was done with a selection.
  private var lastChange: (keys: [Character], typed: String)?
  private var insertion: Insertion?
  private var blockInsertion: ViBlockInsertion?
  /// Of the cursor, while a rectangle is selected over lines that end before it.
  private var wishedCell: Int?

  /// What is being typed since insert mode began.
  private struct Insertion: Sendable {
    let keys: [Character]
    let start: EditBuffer.Position
    let length: Int
    let steps: Int
    let block: ViBlockInsertion?
  }

  /// Leaves insert or visual mode.
  mutating func backToNormal(_ text: inout EditBuffer) {
    if mode == .insert { endInsertion(&text) }
    mode = .normal
    (text.anchor, text.reach) = (nil, .to)
    text.settleOnCharacter()
  }

  /// After what another command did with the text.
  mutating func settle(_ text: inout EditBuffer) {
    if mode == .visual, text.anchor == nil { mode = .normal }
    if mode != .insert { text.settleOnCharacter() }
  }

  /// Does what the keys say; false: they say nothing that can be done here.
  ///
  /// - Parameter columns: what the text is wrapped to: up and down go by the rows that one sees.
  mutating func obey(_ phrase: ViPhrase, keys: [Character], _ text: inout EditBuffer, columns: Int) -> Bool {
    let (steps, wasVisual) = (text.stepCount, mode == .visual)
    let isDone: Bool
    switch phrase.verb {
    case .move(let motion): isDone = move(motion, phrase.count, &text, columns)
    case .operate(let kind, let motion): isDone = operate(kind, motion, phrase.count, &text)
    case .act(let act): isDone = perform(act, phrase.count ?? 1, &text, columns)
    }
    guard isDone else { return false }
    noteChange(phrase, wasVisual ? [] : keys, steps, text)
    if mode != .insert { text.settleOnCharacter() }
    return true
  }

  private mutating func noteChange(_ phrase: ViPhrase, _ keys: [Character], _ steps: Int, _ text: EditBuffer) {
    switch phrase.verb {
    case .move, .operate(.yank, _): return
    case .act(let act) where !act.changesText: return
    default: lastChange = (keys, "")
    }
    guard mode == .insert else { return }
    insertion = Insertion(keys: keys, start: text.cursor, length: text.length, steps: steps, block: blockInsertion)
    blockInsertion = nil
  }

  /// All that was typed is one step for undo.
  private mutating func endInsertion(_ text: inout EditBuffer) {
    defer { insertion = nil }
    guard let insertion else { return text.moveLeftInLine() }
    if let typed = typed(insertion, text) {
      lastChange = (insertion.keys, typed)
      if let block = insertion.block, !typed.contains("\n") { text.repeatTyped(typed, from: insertion.start, block) }
    }
    text.joinSteps(since: insertion.steps)
    if insertion.block == nil { text.moveLeftInLine() }
  }

  /// nil: the text was changed elsewhere, too.
  private func typed(_ insertion: Insertion, _ text: EditBuffer) -> String? {
    guard insertion.start <= text.cursor else { return nil }
    let typed = text.text(from: insertion.start, to: text.cursor)
    return text.length - insertion.length == typed.count ? typed : nil
  }

  // MARK: Moving

  private mutating func resolved(_ motion: ViMotion) -> ViMotion? {
    switch motion {
    case .find(let search, _):
      self.search = search
      return motion
    case .again(let isTurned): return search.map { .find(isTurned ? $0.turned : $0, isAgain: true) }
    default: return motion
    }
  }

  private mutating func move(_ motion: ViMotion, _ count: Int?, _ text: inout EditBuffer, _ columns: Int) -> Bool {
    if text.block == nil || (motion != .up && motion != .down) { wishedCell = nil }
    switch motion {
    case .up, .down:
      let distance = (motion == .up ? -1 : 1) * (count ?? 1)
      if text.block == nil { text.moveRows(by: distance, columns: columns) } else { moveInBlock(distance, &text) }
      return true
    case .object(let withBlanks):
      guard let object = text.wordObject(withBlanks: withBlanks) else { return false }
      text.select(.through)
      text.anchor = object.start
      text.move(to: object.end.before)
    default:
      guard let motion = resolved(motion), let target = text.target(of: motion, count: count, ofOperator: false)
      else { return false }
      text.move(to: target)
      if text.reach.isBlock { text.reach = .block(toLineEnds: motion == .lineEnd) }
    }
    return true
  }

  private mutating func moveInBlock(_ distance: Int, _ text: inout EditBuffer) {
    let cell = wishedCell ?? text.cells(at: text.cursor).lowerBound
    text.moveLines(by: distance, cell: cell)
    wishedCell = cell
  }

  // MARK: Operators

  private mutating func operate(_ kind: ViOperator, _ motion: ViMotion?, _ count: Int?, _ text: inout EditBuffer)
    -> Bool
  {
    if let block = text.block { return operate(kind, block, &text) }
    guard let part = part(kind, motion, count, text) else { return false }
    let cut = text.text(of: part)
    guard !cut.isEmpty || kind == .change else { return false }
    mode = .normal
    if !cut.isEmpty { text.cut = cut }
    switch kind {
    case .yank: text.move(to: part.reach == .lines ? .init(row: part.start.row, column: 0) : part.start)
    case .delete: text.take(part)
    case .change:
      text.take(part, leavesLine: true)
      mode = .insert
    }
    (text.anchor, text.reach) = (nil, .to)
    return true
  }

  private mutating func operate(_ kind: ViOperator, _ block: ViBlock, _ text: inout EditBuffer) -> Bool {
    text.cut = text.text(of: block)
    text.isBlockCut = true
    let insertion = ViBlockInsertion(block, text, isBehind: false)
    if kind != .yank { text.take(block) }
    text.begin(insertion)
    (text.anchor, text.reach) = (nil, .to)
    mode = kind == .change ? .insert : .normal
    if kind == .change { blockInsertion = insertion }
    return true
  }

  /// What an operator is for: what is selected, whole lines, or up to where a motion leads.
  private mutating func part(_ kind: ViOperator, _ motion: ViMotion?, _ count: Int?, _ text: EditBuffer) -> ViPart? {
    if mode == .visual {
      guard let anchor = text.anchor else { return nil }
      return ViPart(anchor, text.cursor, text.reach)
    }
    guard let motion else {
      let last = min(text.lines.count - 1, text.row + (count ?? 1) - 1)
      return ViPart(text.cursor, .init(row: last, column: 0), .lines)
    }
    if case .object(let withBlanks) = motion {
      return text.wordObject(withBlanks: withBlanks).map { ViPart($0.start, $0.end, .to) }
    }
    if kind == .change, motion == .word, let end = text.endForChange(count: count ?? 1) {
      return ViPart(text.cursor, end, .through)
    }
    guard let motion = resolved(motion), let target = text.target(of: motion, count: count, ofOperator: true)
    else { return nil }
    return ViPart(text.cursor, target, motion.reach)
  }

  // MARK: Acts

  private mutating func perform(_ act: ViAct, _ count: Int, _ text: inout EditBuffer, _ columns: Int) -> Bool {
    switch act {
    case .select, .selectLines: toggle(act == .select ? .through : .lines, &text)
    case .otherEnd: text.swapEnds()
    case .again: return again(count, &text, columns)
    case .put(let isBefore):
      guard !text.cut.isEmpty else { return false }
      text.put(count, before: isBefore)
      mode = .normal
    case .insertBefore, .appendBehind: beginBeside(act == .appendBehind, &text)
    case .replace, .changeCase: return replace(act, count, &text)
    case .join: return text.joinLines(max(1, count - 1))
    case .insert, .insertAtText, .append, .appendAtEnd, .openBelow, .openAbove:
      text.begin(act)
      mode = .insert
    }
    return true
  }

  private mutating func replace(_ act: ViAct, _ count: Int, _ text: inout EditBuffer) -> Bool {
    if mode == .visual {
      mode = .normal
      return text.replaceSelected { act.replacement(for: $0) }
    }
    let start = text.cursor
    guard text.replaceCharacters(count, { act.replacement(for: $0) }) else { return false }
    if act == .changeCase { text.putCursor(.init(row: start.row, column: start.column + count)) }
    return true
  }

  /// Begins to select, or goes on in another way, or ends.
  mutating func toggle(_ reach: ViReach, _ text: inout EditBuffer) {
    let isSame = text.reach == reach || (text.reach.isBlock && reach.isBlock)
    guard mode != .visual || !isSame else { return backToNormal(&text) }
    wishedCell = nil
    if mode != .visual { text.select(reach) } else { text.reach = reach }
    mode = .visual
  }

  private mutating func beginBeside(_ isBehind: Bool, _ text: inout EditBuffer) {
    if let block = text.block {
      let insertion = ViBlockInsertion(block, text, isBehind: isBehind)
      text.begin(insertion)
      blockInsertion = insertion
    } else if let selection = text.selection {
      text.putCursor(isBehind ? selection.end : selection.start)
    }
    (text.anchor, text.reach, mode) = (nil, .to, .insert)
  }

  /// The last change once more, with what was typed in it.
  private mutating func again(_ count: Int, _ text: inout EditBuffer, _ columns: Int) -> Bool {
    guard let change = lastChange, case .whole(let phrase) = ViPhrase.reading(change.keys, isVisual: false) else {
      return false
    }
    let steps = text.stepCount
    for _ in 0..<count {
      guard obey(phrase, keys: change.keys, &text, columns: columns) else { return false }
      guard mode == .insert else { continue }
      text.insert(change.typed)
      backToNormal(&text)
    }
    text.joinSteps(since: steps)
    return true
  }
}

/// A part of a text, its ends in order.
struct ViPart {
  let start: EditBuffer.Position
  let end: EditBuffer.Position
  let reach: ViReach

  init(_ one: EditBuffer.Position, _ other: EditBuffer.Position, _ reach: ViReach) {
    (start, end, self.reach) = (min(one, other), max(one, other), reach)
  }
}
