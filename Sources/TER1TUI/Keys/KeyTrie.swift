/// The key sequences of one context, each leading to a command line.
struct KeyTrie: Sendable {
  /// What a beginning of a sequence leads to.
  enum Match: Equatable, Sendable {
    case found(CommandLine)
    /// More keys are needed: what may follow, in the order of the keymap.
    case incomplete([Continuation])
    case none
  }

  struct Continuation: Equatable, Sendable {
    let stroke: KeyStroke
    /// nil: a further prefix.
    let line: CommandLine?
    /// What alone a further prefix leads to; nil: several commands, or it is none.
    let target: CommandLine?
  }

  private struct Node: Sendable {
    var line: CommandLine?
    var children: [(stroke: KeyStroke, node: Int)] = []
  }

  private var nodes: [Node] = [Node()]

  /// Binds a sequence; a shorter or longer one in its way is removed, as the later word of a keymap counts.
  mutating func bind(_ strokes: [KeyStroke], to line: CommandLine?) {
    var current = 0
    for stroke in strokes {
      nodes[current].line = nil
      current = child(of: current, stroke) ?? addChild(to: current, stroke)
    }
    nodes[current].line = line
    nodes[current].children = []
  }

  /// The binding that `strokes` would take the place of: the same sequence, one it begins with, or one that begins with it.
  func conflict(_ strokes: [KeyStroke]) -> CommandLine? {
    var current = 0
    for stroke in strokes {
      if let line = nodes[current].line { return line }
      guard let next = child(of: current, stroke) else { return nil }
      current = next
    }
    return firstLine(below: current)
  }

  private func firstLine(below node: Int) -> CommandLine? {
    nodes[node].line ?? nodes[node].children.lazy.compactMap { firstLine(below: $0.node) }.first
  }

  func match(_ strokes: [KeyStroke]) -> Match {
    var current = 0
    var typed: [String] = []
    for stroke in strokes {
      if let next = child(of: current, stroke) {
        current = next
      } else if let character = stroke.typed, let next = child(of: current, KeyStroke(.anyCharacter)) {
        typed.append(String(character))
        current = next
      } else {
        return .none
      }
    }
    if let line = nodes[current].line { return .found(line.adding(typed)) }
    let continuations = nodes[current].children.compactMap { child -> Continuation? in
      let lines = bindings(below: child.node, after: []).map(\.line)
      guard let first = lines.first else { return nil }
      let line = nodes[child.node].line
      return Continuation(
        stroke: child.stroke, line: line, target: line == nil && lines.count == 1 ? first : nil)
    }
    return continuations.isEmpty ? .none : .incomplete(continuations)
  }

  /// All bindings, in the order in which they were made.
  var bindings: [(strokes: [KeyStroke], line: CommandLine)] { bindings(below: 0, after: []) }

  private func bindings(below node: Int, after strokes: [KeyStroke]) -> [(strokes: [KeyStroke], line: CommandLine)] {
    let own = nodes[node].line.map { [(strokes, $0)] } ?? []
    return nodes[node].children.reduce(into: own) { all, child in
      all += bindings(below: child.node, after: strokes + [child.stroke])
    }
  }

  private func child(of node: Int, _ stroke: KeyStroke) -> Int? {
    nodes[node].children.first { $0.stroke == stroke }?.node
  }

  private mutating func addChild(to node: Int, _ stroke: KeyStroke) -> Int {
    nodes.append(Node())
    nodes[node].children.append((stroke, nodes.count - 1))
    return nodes.count - 1
  }
}
