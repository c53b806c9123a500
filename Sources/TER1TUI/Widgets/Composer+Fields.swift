/// Going from the subject through the lines of a form to the text below them.
extension Composer {
  /// The lines of a form that are filled in, then the first of the text below them; none where it is no form.
  private var formRows: [Int] {
    let rows = body.lines.indices.filter(isForm)
    guard let last = rows.last, last + 1 < body.lines.count else { return rows }
    return rows + [last + 1]
  }

  private func isForm(_ row: Int) -> Bool { body.fieldStart(of: row) != nil }

  /// Whether one fills in a line of a form that ends where the next begins.
  var isInLineOfForm: Bool { field == .body && isForm(body.row) && composition.form?.rest != .more }

  /// The name of that line.
  var formLabel: String? { isInLineOfForm ? body.name(of: body.row) : nil }

  /// From the subject to the text and back; in a form by way of each of its lines.
  mutating func changeField(by step: Int) {
    let rows = formRows
    let first = subject == nil ? 0 : 1
    let count = first + max(1, rows.count)
    let here = field == .subject ? 0 : first + (rows.lastIndex { $0 <= body.row } ?? 0)
    let next = (here + step + count) % count
    field = next < first ? .subject : .body
    if rows.indices.contains(next - first) { goToForm(rows[next - first]) }
  }

  /// Where one begins to fill a form in.
  mutating func beginForm() {
    if let first = formRows.first { goToForm(first) }
  }

  /// To the end of a line that is filled in, or of the text.
  private mutating func goToForm(_ row: Int) {
    let row = isForm(row) ? row : body.lines.count - 1
    body.anchor = nil
    body.move(to: EditBuffer.Position(row: row, column: body.lines[row].count))
  }

  /// From the subject down.
  mutating func goDown() {
    field = .body
    if composition.form == nil { body.move(to: EditBuffer.Position(row: 0, column: 0)) } else { beginForm() }
  }

  /// To the line of this name.
  mutating func go(to label: String) {
    guard let row = body.lines.indices.first(where: { body.name(of: $0) == label }) else { return }
    field = .body
    goToForm(row)
  }
}
