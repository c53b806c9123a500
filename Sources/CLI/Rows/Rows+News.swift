internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

extension Row {
  /// - Parameter account: nil for a feed that this client reads by itself.
  static func feed(_ row: FeedRow, in account: UntrustedText?) -> Row {
    let feed = row.feed
    let trouble = feed.trouble.map { SafeText("  ⚠ " + NewsWords(tr).trouble($0.kind)) } ?? ""
    return Row(
      json: [
        "key": .string(row.key.text), "id": .id(row.key.id), "account": .text(account), "isOwn": .bool(row.isOwn),
        "title": .text(feed.title), "url": .text(feed.url), "site": .text(feed.site), "folder": .text(feed.folder),
        "channelId": .id(feed.channelID), "unread": .number(row.unread), "articles": .number(row.total),
        "trouble": feed.trouble.map { .string($0.kind) } ?? .null, "state": row.mark.json,
      ],
      line: (account?.line ?? SafeText(tr("only here"))) + " > " + feed.name.line
        + SafeText("  (" + tr("%1 of %2 new", row.unread, row.total) + ")  ") + feed.url.line + trouble
        + row.mark.suffix)
  }

  static func article(_ detail: ArticleDetail, in account: UntrustedText?, zone: TimeZone) -> Row {
    let (row, article) = (detail.row, detail.article)
    let pictures = article.pictures.map { picture -> JSONValue in
      [
        "url": .text(picture.url), "alt": .text(picture.alt), "type": .text(picture.type),
        "size": .number(picture.size), "blobId": .id(picture.blobID),
      ]
    }
    return Row(
      json: [
        "key": .string(row.key.text), "id": .id(row.key.id), "account": .text(account), "feed": .text(row.feedName),
        "feedId": .id(row.feedID), "title": .text(article.title), "url": .text(article.url),
        "author": .text(article.author), "publishedAt": .time(article.publishedAt),
        "updatedAt": .time(article.updatedAt), "receivedAt": .time(article.receivedAt), "text": .text(article.text),
        "isCut": .bool(article.isCut), "isRead": .bool(row.isRead), "topicId": .id(article.topicID),
        "pictures": .array(pictures), "links": .array(article.links.map { .text($0) }),
      ],
      line: SafeText(RowTime.local(article.publishedAt, zone) + (row.isRead ? "    " : "  * ")) + row.feedName.line
        + ": "
        + article.title.line)
  }
}
