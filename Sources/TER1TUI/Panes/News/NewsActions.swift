import ClientCore
import JSON
import Localization
import Text

/// What can be done with an article.
struct NewsActions {
  let detail: ArticleDetail?
  let context: Context
  private var tr: Catalog { context.tr }

  init(_ detail: ArticleDetail?, _ context: Context) { (self.detail, self.context) = (detail, context) }

  // MARK: Links

  /// Opens the link of this number, or the only one, or asks which.
  func openLink(_ choice: Int?) -> [Effect] {
    guard let links = detail?.article.links, !links.isEmpty else { return [] }
    let number = links.count == 1 ? 1 : choice ?? 0
    if links.indices.contains(number - 1) { return [.open(link: links[number - 1])] }
    return ask(tr("Link (1 to %1): ", links.count), "news.open-link", choice)
  }

  private func ask(_ label: String, _ command: String, _ wrong: Int?) -> [Effect] {
    let warning = wrong.map { Effect.notice(Notice(.warning, tr("There is no %1 here", $0))) }
    return [warning, .prompt(Input(label: label, line: CommandLine(command)))].compactMap(\.self)
  }

  // MARK: Pictures

  /// Fetches the picture of this number, its cost said, and shows it; one that only the site has is a link.
  func picture(_ choice: Int?) throws(CacheError) -> [Effect] {
    guard let detail, !detail.article.pictures.isEmpty else { return [] }
    let pictures = detail.article.pictures
    let number = pictures.count == 1 ? 1 : choice ?? 0
    guard pictures.indices.contains(number - 1) else {
      return ask(tr("Picture (1 to %1): ", pictures.count), "news.picture", choice)
    }
    let picture = pictures[number - 1]
    guard let blob = picture.blobID else { return [.open(link: picture.url)] }
    let name = UntrustedText(Self.fileName(picture, detail, number))
    let file = FileToFetch(
      account: detail.row.key.account, blob: blob, name: name, type: picture.type, size: picture.size ?? 0)
    return try file.effects(showing: picture.alt, again: CommandLine("news.picture", [String(number)]), context)
  }

  private static func fileName(_ picture: Article.Picture, _ detail: ArticleDetail, _ number: Int) -> String {
    let kind = picture.type.line.string.split(separator: "/").last.map(String.init) ?? "img"
    return "\(detail.row.title.line.clipped(to: 40).string)-\(number).\(kind == "jpeg" ? "jpg" : kind)"
  }

  // MARK: Discussing

  /// Goes to the topic of the article, or begins one: with its title, the beginning of its text and its address.
  func discuss() throws(CacheError) -> [Effect] {
    guard let detail else { return [] }
    if let topic = detail.article.topicID {
      return [.show(pane: ForumsPane.name, at: ObjectKey(detail.row.key.account, Message.name, topic))]
    }
    guard let board = try board(detail) else {
      return [.notice(Notice(.warning, tr("You may not write on any board here")))]
    }
    let title = SafeText(tr("Discuss on %1", board.channel.name.line))
    return [
      .compose(
        Composition(
          pane: NewsPane.name,
          tag: ["article": detail.row.key.id.rawValue, "account": String(detail.row.key.account.rawValue)],
          target: board.key, title: title, subject: detail.article.title.line.string, body: quotation(detail)))
    ]
  }

  private func quotation(_ detail: ArticleDetail) -> String {
    let first = detail.article.text.lines.prefix { $0.width > 0 }.map { "> " + $0.clipped(to: 300).string }.prefix(6)
    let source = [detail.row.feedName.line.string, detail.article.url?.line.string].compactMap(\.self)
    return "\n\n" + first.joined(separator: "\n") + "\n\n" + source.joined(separator: " — ") + "\n"
  }

  /// The feed's own board, or the first that may be written on.
  private func board(_ detail: ArticleDetail) throws(CacheError) -> BoardRow? {
    let account = detail.row.key.account == .own ? context.account : detail.row.key.account
    let boards = try context.cache.boards(account).filter {
      $0.channel.rights.mayPost && !$0.channel.isArchived && !$0.channel.isMail
    }
    return boards.first { $0.key.id == detail.feed?.channelID } ?? boards.first
  }

  static func discuss(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    guard let subject = text.subject, subject.contains(where: { !$0.isWhitespace }) else {
      return .refused(context.tr("A topic needs a subject"))
    }
    let topic = Message.post(
      MessageDraft(subject: subject, body: text.body), in: text.target, clientID: context.makeID(), sentAt: context.now)
    var mutations = [topic]
    // A feed of one's own has no place where others could find the topic.
    if let id = text.tag["article"], text.tag["account"] == String(text.target.account.rawValue) {
      mutations.append(Article.discuss(ObjectKey(text.target.account, Article.name, ObjectID(id)), in: topic.id))
    }
    return .sent([.enqueue(mutations), .notice(Notice(.success, context.tr("Your topic is on its way")))])
  }
}
