import ClientCore

extension ThreadReading {
  /// More of a count is a slip of the finger, and would hold up the keys.
  private static let mostSteps = 50

  /// Scrolls, and unfolds what one comes to; false at the end.
  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> Bool {
    if pager.moveChoice(motion) { return true }
    switch motion {
    case .first: return try end(.start, motion, context)
    case .last: return try end(.end, motion, context)
    default: break
    }
    if unfolding.isAll { return try scroll(motion, context) }
    var hasMoved = false
    for _ in 0..<min(motion.count, Self.mostSteps) {
      guard try walk(motion.once, context) else { break }
      hasMoved = true
    }
    return hasMoved
  }

  private mutating func end(_ anchor: Anchor, _ motion: Motion, _ context: Context) throws(CacheError) -> Bool {
    try load(anchor, context)
    show(context.drawing)
    let hasMoved = pager.navigate(motion)
    unfoldCurrent(context)
    return pager.navigate(motion) || hasMoved
  }

  /// Where every message is whole, the lines go by as in any text.
  private mutating func scroll(_ motion: Motion, _ context: Context) throws(CacheError) -> Bool {
    let isForward = motion.distance(height: pager.size.rows) > 0
    if isForward ? pager.isAtEnd : pager.isAtStart { _ = try goOn(context, forward: isForward) }
    if pager.navigate(motion) { return true }
    guard case .lines(let count) = motion else { return false }
    return pager.select(by: count > 0 ? 1 : -1)
  }

  private mutating func walk(_ motion: Motion, _ context: Context) throws(CacheError) -> Bool {
    let distance = motion.distance(height: pager.size.rows)
    guard motion.isPage else { return try line(distance, context) }
    return distance > 0 ? try page(distance, context) : try pageBack(motion, context)
  }

  /// A line of the current message, as long as it goes on out of sight; then the next message.
  private mutating func line(_ distance: Int, _ context: Context) throws(CacheError) -> Bool {
    let goesOn = distance > 0 ? pager.currentGoesOn : pager.currentBeginsAbove
    if goesOn, pager.scroll(by: distance) { return true }
    return try step(by: distance, prefersEnd: distance < 0, context)
  }

  /// As many lines further as what is unfolded goes on; then what comes first of the rest, as much of it as there is room for.
  private mutating func page(_ rows: Int, _ context: Context) throws(CacheError) -> Bool {
    if pager.blocks.count - pager.lastUnfolded <= pager.size.rows { _ = try goOn(context, forward: true) }
    let last = pager.lastUnfolded
    if pager.goesOn(last), let place = pager.place(below: rows) {
      fill(place, rows, context)
      return true
    }
    guard pager.blocks.indices.contains(last + 1) else { return pager.navigate(.pages(1)) }
    fill((pager.blocks[last + 1].id, 0), rows, context)
    return true
  }

  private mutating func fill(_ place: (id: ObjectID, offset: Int), _ rows: Int, _ context: Context) {
    // A whole message has three rows at least.
    let ids = pager.blocks.drop { $0.id != place.id }.filter(\.isFolded).prefix(rows / 3 + 1).map(\.id)
    unfolding.unfold(ids)
    show(context.drawing)
    pager.put(place)
    let beyond = Set(ids).subtracting(pager.readIDs)
    guard !beyond.isEmpty else { return }
    unfolding.fold(beyond)
    show(context.drawing)
    pager.put(place)
  }

  private mutating func pageBack(_ motion: Motion, _ context: Context) throws(CacheError) -> Bool {
    if pager.isAtStart { _ = try goOn(context, forward: false) }
    let hasMoved = pager.navigate(motion) || pager.navigate(.first)
    unfoldCurrent(context)
    return hasMoved
  }

  // MARK: From message to message

  mutating func step(
    by distance: Int, prefersEnd: Bool = false, _ context: Context
  ) throws(CacheError) -> Bool {
    if pager.id(after: distance) == nil { _ = try goOn(context, forward: distance > 0) }
    guard !unfolding.isAll, let id = pager.id(after: distance) else { return pager.step(by: distance) }
    let isUnfolded = unfolding.contains(id)
    guard abs(distance) == 1, pager.stand(on: id) else { return try go(to: id, context) }
    unfoldCurrent(context)
    pager.bringCurrent(preferringEnd: prefersEnd && isUnfolded)
    return true
  }

  /// Goes to a message of the topic, and unfolds it: where its heading stands when that is in sight, else at the top.
  mutating func go(to id: ObjectID, _ context: Context) throws(CacheError) -> Bool {
    if unfolding.isAll, pager.go(to: id) { return true }
    let isInSight = pager.visibleIDs.contains(id)
    if !isInSight { try fetch(id, context) }
    guard pager.stand(on: id) else { return false }
    unfoldCurrent(context)
    if isInSight { pager.bringCurrent(preferringEnd: false) } else { _ = pager.go(to: id) }
    return true
  }
}
