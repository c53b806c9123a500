import ClientCore
import Localization
import Text

/// Draws the directory from the pane's state.
struct MembersView {
  let pane: MembersPane
  let context: DrawContext

  init(pane: MembersPane, _ context: DrawContext) { (self.pane, self.context) = (pane, context) }

  func draw(on canvas: inout Canvas) {
    if pane.list.isEmpty && pane.level == .list { return emptyState.draw(on: &canvas) }
    let columns = pane.columns(in: canvas.size, context.previews)
    if let rect = columns.rects[MembersPane.Level.list.rawValue] {
      canvas.inside(rect) { canvas in
        pane.list.draw(on: &canvas, isFocused: pane.level == .list) { item, columns in line(item, columns) }
      }
    }
    if let rect = columns.rects[MembersPane.Level.member.rawValue], pane.shown != nil {
      canvas.inside(rect) { pane.sheet.draw(on: &$0, isFocused: pane.level == .member) }
    }
    columns.drawSeparators(on: &canvas)
  }

  private func line(_ item: MemberItem, _ columns: Int) -> Line {
    guard let row = item.row else { return heading(item) }
    let principal = row.principal
    var layout = RowLayout().adding(Line(row.isFollowed ? "★" : "", Style(.accent)), .fixed(1))
      .adding(name(row), .rest)
    if columns >= 56 {
      layout = layout.adding(text(.union, principal), .fixed(columns / 4))
        .adding(text(.roles, principal), .fixed(columns / 4))
    }
    if context.hasSeveralAccounts, columns >= 80 {
      let account = context.accounts.first { $0.id == row.key.account }
      layout = layout.adding(Line(account?.name.line ?? "", .dim), .fixed(20))
    }
    return layout.line(columns: columns)
  }

  private func text(_ field: ProfileField, _ principal: Principal) -> Line {
    Line(principal.profile[field]?.line ?? "", .dim)
  }

  private func name(_ row: MemberRow) -> Line {
    let name = Line(row.principal.name.line, row.isViewer ? Style(.own) : .text)
    // Somebody else's name looks the same: the handle tells them apart.
    guard let handle = context.lookalikes[row.key.account, row.key.id] else { return name }
    return name + Line(SafeText(" @") + handle.line, Style(.warning))
  }

  private func heading(_ item: MemberItem) -> Line {
    let tr = context.tr
    let text =
      switch item.id {
      case .heading(.own): tr("You")
      case .heading(.followed): tr("Followed")
      case .heading(.others), .row: tr("Members")
      }
    return Line(text, Style(.date, .bold))
  }

  private var emptyState: EmptyState {
    let tr = context.tr
    if context.accounts.isEmpty { return .noAccount(context) }
    if let nothing = EmptyState.notOffered(.members, context) { return nothing }
    guard pane.filter.isEmpty else { return EmptyState(tr("Nobody is found by “%1”.", SafeText(pane.filter))) }
    return EmptyState(
      tr("Nobody is known here yet."),
      nextStep: tr("They appear here once the first news have come from the cooperative."))
  }
}
