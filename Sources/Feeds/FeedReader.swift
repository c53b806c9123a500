internal import CXml
internal import PlainText

/// Reads feeds as they come: with wrong encodings, undeclared names, unclosed elements and odd dates.
public struct FeedReader {
  /// - Parameters:
  ///   - charset: what HTTP says of the encoding; a mark at the beginning of the bytes counts more.
  ///   - address: where it was fetched, for relative links.
  public static func read(
    _ bytes: [UInt8], charset: String? = nil, address: String, limits: FeedLimits = .usual
  ) throws(FeedError) -> Newsfeed {
    guard bytes.count <= limits.feedBytes else { throw .tooLarge(bytes: bytes.count) }
    let document = try FeedDocument(bytes, charset: charset, address: address)
    let root = document.root
    let reader = FeedReader(limits: limits)
    switch root.name {
    case "rss": return reader.rss(root.child("channel") ?? root, items: nil)
    case "RDF": return reader.rdf(root)
    case "channel": return reader.rss(root, items: nil)
    case "feed": return reader.atom(root)
    default: throw .notAFeed(root: CleanText.line(root.name, bytes: 64))
    }
  }

  let limits: FeedLimits

  // MARK: RSS

  private func rdf(_ root: FeedElement) -> Newsfeed {
    let channel = root.child("channel") ?? root
    var feed = rss(channel, items: root.children("item") + channel.children("item"))
    feed.format = .rdf
    return feed
  }

  private func rss(_ channel: FeedElement, items: [FeedElement]?) -> Newsfeed {
    var feed = Newsfeed(format: .rss)
    feed.title = line(channel.child("title"))
    feed.summary = line(channel.child("description"))
    feed.site = address(channel.children("link").first { $0.attribute("href") == nil }?.text, channel)
    feed.address = address(channel.children("link").first { $0.attribute("rel") == "self" }?.attribute("href"), channel)
    feed.pause = pause(channel)
    let name = author(channel.child("creator"))
    let items = items ?? channel.children("item")
    feed.articles = unique(items.prefix(limits.articles).map { item($0, by: name) })
    return feed
  }

  private func item(_ item: FeedElement, by name: String?) -> Newsfeed.Article {
    let guid = item.child("guid")
    let isAddress = guid?.attribute("isPermaLink")?.lowercased() != "false"
    let link =
      address(item.children("link").first { $0.attribute("href") == nil }?.text, item)
      ?? address(item.children("link").first { $0.attribute("href") != nil }?.attribute("href"), item)
      ?? (isAddress ? address(guid?.text, item) : nil)
    let content = item.child("encoded") ?? item.children("description").first ?? item.child("body")
    var article = article(item, title: line(item.child("title")), body: body(content?.text ?? "", content ?? item))
    article.address = link
    article.author = author(item.child("creator")) ?? author(item.child("author")) ?? name
    article.published = ["pubDate", "date", "published", "issued"].lazy.compactMap { date(item.child($0)) }.first
    article.updated = later(
      ["updated", "modified"].lazy.compactMap { date(item.child($0)) }.first, than: article.published)
    article.key = key(guid?.text ?? item.attribute("about"), article)
    return article
  }

  // MARK: Atom

  private func atom(_ root: FeedElement) -> Newsfeed {
    var feed = Newsfeed(format: .atom)
    feed.title = line(root.child("title"))
    feed.summary = line(root.child("subtitle") ?? root.child("tagline"))
    feed.site = link(of: root, rel: "alternate")
    feed.address = link(of: root, rel: "self")
    feed.pause = pause(root)
    let name = author(root.child("author"))
    feed.articles = unique(root.children("entry").prefix(limits.articles).map { entry($0, by: name) })
    return feed
  }

  private func entry(_ entry: FeedElement, by name: String?) -> Newsfeed.Article {
    let content = entry.child("content").flatMap { $0.attribute("src") == nil ? $0 : nil } ?? entry.child("summary")
    var article = article(entry, title: line(entry.child("title")), body: content.map(body) ?? HTMLReading())
    article.address = link(of: entry, rel: "alternate") ?? link(of: entry, rel: "related")
    article.author =
      author(entry.child("author")) ?? author(entry.child("source")?.child("author")) ?? name
    let updated = date(entry.child("updated")) ?? date(entry.child("modified"))
    article.published = date(entry.child("published")) ?? date(entry.child("issued")) ?? updated
    article.updated = later(updated, than: article.published)
    article.key = key(entry.child("id")?.text, article)
    return article
  }

  private func link(of element: FeedElement, rel: String) -> String? {
    let links = element.children("link").filter { ($0.attribute("rel") ?? "alternate") == rel }
    let best = links.first { $0.attribute("type")?.contains("html") ?? true } ?? links.first
    return best.flatMap { address($0.attribute("href") ?? $0.text, $0) }
  }

  /// Atom says by `type` what a text is: text, html, or xhtml as elements.
  private func body(_ content: FeedElement) -> HTMLReading {
    let type = content.attribute("type")?.lowercased() ?? "text"
    if type.contains("xhtml") || content.attribute("mode") == "xml" {
      return HTMLText.reading(of: content.inner, base: content.base)
    }
    return body(content.text, content)
  }

  // MARK: What all have

  private func article(_ element: FeedElement, title: String, body: HTMLReading) -> Newsfeed.Article {
    let whole = CleanText.lines(body.text)
    let text = CleanText.prefix(whole, bytes: limits.textBytes)
    let pictures = body.pictures.map { picture in
      Newsfeed.Picture(address: picture.address, alt: CleanText.line(picture.alt, bytes: limits.lineBytes))
    }
    return Newsfeed.Article(
      key: "", title: title, text: text, isCut: text.utf8.count < whole.utf8.count,
      pictures: distinct(attached(element) + pictures))
  }

  /// What is between tags in the feed, once unescaped: HTML, or plain text where it has neither tags nor entities.
  private func body(_ text: String, _ element: FeedElement) -> HTMLReading {
    guard text.utf8.contains(where: { $0 == 0x3C || $0 == 0x26 }) else { return HTMLReading(text: text) }
    return HTMLText.reading(of: text, base: element.base)
  }

  private func line(_ element: FeedElement?) -> String {
    guard let element else { return "" }
    let text = element.attribute("type") == "xhtml" ? element.inner : element.text
    let isMarkup = text.utf8.contains { $0 == 0x3C || $0 == 0x26 }
    return CleanText.line(isMarkup ? HTMLText.text(of: text) : text, bytes: limits.lineBytes)
  }

  /// `name`, `address (name)`, or what stands there.
  private func author(_ element: FeedElement?) -> String? {
    guard let element else { return nil }
    var text = line(element.child("name") ?? element.child("email") ?? element)
    if let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close {
      let name = text[text.index(after: open)..<close]
      if !name.allSatisfy(\.isWhitespace) { text = String(name) }
    }
    return text.isEmpty ? nil : text
  }

  private func date(_ element: FeedElement?) -> Double? { element.flatMap { FeedDate.seconds($0.text) } }

  /// Some feeds say that they were edited before they were written.
  private func later(_ updated: Double?, than published: Double?) -> Double? {
    updated.flatMap { $0 > published ?? 0 ? $0 : nil }
  }

  private func address(_ text: String?, _ element: FeedElement) -> String? {
    guard let text, let address = WebAddress.resolved(text, base: element.base),
      address.utf8.count <= limits.addressBytes
    else { return nil }
    return address
  }

  /// `ttl` counts minutes; `updatePeriod` names a span that is visited `updateFrequency` times.
  private func pause(_ channel: FeedElement) -> Double? {
    if let minutes = channel.child("ttl").flatMap({ Double(CleanText.line($0.text)) }), minutes > 0 {
      return minutes * 60
    }
    let spans = ["hourly": 3_600.0, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000]
    guard let period = channel.child("updatePeriod").flatMap({ spans[CleanText.line($0.text)] }) else { return nil }
    let times = channel.child("updateFrequency").flatMap { Double(CleanText.line($0.text)) } ?? 1
    return period / max(1, times)
  }

  /// What comes with an article outside of its text.
  private func attached(_ item: FeedElement) -> [Newsfeed.Picture] {
    let groups = [item] + item.children("group")
    let media = groups.flatMap { group in (group.children("content") + group.children("thumbnail")).map { ($0, group) }
    }
    let pictures: [(FeedElement, String?, FeedElement)] =
      item.children("enclosure").map { ($0, $0.attribute("url"), item) }
      + media.map { ($0.0, $0.0.attribute("url"), $0.1) }
      + item.children("link").filter { $0.attribute("rel") == "enclosure" }.map { ($0, $0.attribute("href"), item) }
    return pictures.compactMap { element, text, group in
      let kind = element.attribute("type") ?? element.attribute("medium") ?? element.name
      guard kind.hasPrefix("image") || kind == "thumbnail", let address = address(text, element) else { return nil }
      let alt = element.child("description") ?? element.child("title") ?? group.child("description", in: "media")
      let size = (element.attribute("length") ?? element.attribute("fileSize")).flatMap { Int($0) }
      return Newsfeed.Picture(address: address, alt: line(alt), size: size.flatMap { $0 > 0 ? $0 : nil })
    }
  }

  private func distinct(_ pictures: [Newsfeed.Picture]) -> [Newsfeed.Picture] {
    var kept: [Newsfeed.Picture] = []
    for picture in pictures where picture.address.utf8.count <= limits.addressBytes {
      if let known = kept.firstIndex(where: { $0.address == picture.address }) {
        if kept[known].alt.isEmpty { kept[known].alt = picture.alt }
      } else if kept.count < limits.pictures {
        kept.append(picture)
      }
    }
    return kept
  }

  /// What the feed calls the article; else its address; else its title and time.
  private func key(_ guid: String?, _ article: Newsfeed.Article) -> String {
    let named = [
      guid.map { CleanText.line($0, bytes: 1_000) }, article.address.map { CleanText.line($0, bytes: 1_000) },
    ]
    if let name = named.lazy.compactMap(\.self).first(where: { !$0.isEmpty }) { return name }
    let time = article.published.map { " \(Int64($0))" } ?? ""
    let title = article.title.isEmpty ? CleanText.line(article.text, bytes: 200) : article.title
    return CleanText.prefix(title + time, bytes: 1_000)
  }

  /// Of several under one key the first; nothing that says nothing.
  private func unique(_ articles: [Newsfeed.Article]) -> [Newsfeed.Article] {
    var seen: Set<String> = []
    return articles.filter { article in
      let isEmpty = article.title.isEmpty && article.text.isEmpty && article.address == nil
      return !isEmpty && !article.key.isEmpty && seen.insert(article.key).inserted
    }
  }
}
