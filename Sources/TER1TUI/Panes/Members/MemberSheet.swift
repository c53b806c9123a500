public import ClientCore
public import Localization
import Text

/// What one may know of a member, as sections of text; of oneself, who sees what.
struct MemberSheet {
  enum Section: Hashable, Sendable {
    case title, privacy
    case field(ProfileField)
  }

  private let row: MemberRow
  private let own: Profile?
  private let context: DrawContext
  private let page: SheetText
  private var tr: Catalog { context.tr }

  init(_ row: MemberRow, own: Profile?, columns: Int, _ context: DrawContext) {
    (self.row, self.own, self.context) = (row, own, context)
    page = SheetText(columns: columns, tr: context.tr)
  }

  var blocks: [PagerBlock<Section>] {
    [title] + ProfileField.allCases.compactMap(field) + [privacy].compactMap(\.self)
  }

  private var title: PagerBlock<Section> {
    let principal = row.principal
    var lines = [Line(principal.name.line, Style(.title)), Line(SafeText("@") + principal.handle.line, .dim)]
    var standing: [String] = []
    if row.isViewer { standing.append(tr("you")) }
    if principal.isAdmin { standing.append(tr("administers the cooperative")) }
    if principal.isRemoved { standing.append(tr("left the cooperative")) }
    if row.isFollowed { standing.append("★ " + tr("followed")) }
    if context.lookalikes[row.key.account, row.key.id] != nil {
      lines.append(Line(tr("⚠ somebody else’s name looks the same: look at the handle"), Style(.warning)))
    }
    if !standing.isEmpty { lines.append(Line(standing.joined(separator: " · "), .dim)) }
    return PagerBlock(id: .title, lines + [Line()])
  }

  private func field(_ field: ProfileField) -> PagerBlock<Section>? {
    let text = row.isViewer ? own?.fields[field] ?? row.principal.profile[field] : row.principal.profile[field]
    guard let text, !text.isEmpty else { return nil }
    var lines = text.lines.map { Line($0) }
    if row.isViewer {
      let isShown = own?.shown.contains(field) ?? true
      lines.append(Line(isShown ? tr("all members see it") : tr("only you see it"), .dim))
    }
    return page.block(.field(field), ProfileWords(tr).name(field), lines)
  }

  /// What one who has written nothing is told, and whom the silence of another is due to.
  private var privacy: PagerBlock<Section>? {
    guard row.isViewer else {
      return row.principal.profile.isEmpty
        ? PagerBlock(id: .privacy, [Line(tr("Nothing more is shown to members."), .dim)]) : nil
    }
    let key = context.keys("members.profile")
    let words =
      own?.fields.isEmpty ?? true
      ? tr("Your profile is empty. What you write in it is private until you show it, line by line.")
      : tr("What is private is on this device and on the server, and in nothing that another member can read.")
    return PagerBlock(
      id: .privacy,
      Line(words, .dim).wrapped(to: page.columns) + (key.map { [Line(tr("%1 changes it", $0), .dim)] } ?? []))
  }
}

/// What the lines of a profile are called.
public struct ProfileWords {
  let tr: Catalog
  public init(_ tr: Catalog) { self.tr = tr }

  public func name(_ field: ProfileField) -> String {
    switch field {
    case .union: tr("Union")
    case .section: tr("Section")
    case .roles: tr("Roles")
    case .reach: tr("Reach me")
    }
  }
}
