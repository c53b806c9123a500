import Feeds
public import TER1Server

/// Visits the feeds of a cooperative, one after the other, each when its time has come. For one thread.
public struct FeedRounds {
  private let cooperative: Cooperative
  private let manners: FeedManners
  private let connection: FeedConnection

  /// - Returns: nil where curl cannot be had.
  public init?(_ cooperative: Cooperative, manners: FeedManners = FeedManners()) {
    guard let connection = FeedConnection(manners) else { return nil }
    (self.cooperative, self.manners, self.connection) = (cooperative, manners, connection)
  }

  private static let feedTypes = """
    application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1
    """
  private static let pictureTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]

  /// Visits all that are due now.
  /// - Parameter tell: called with the address of a feed that could not be read, and why.
  /// - Returns: how many were visited.
  @discardableResult
  public func visitAll(tell: (String, FeedTrouble) -> Void = { _, _ in }) throws(CooperativeError) -> Int {
    let due = try cooperative.dueFeeds()
    for visit in due {
      let (outcome, retryAfter) = try outcome(of: visit)
      if case .failed(let trouble) = outcome, visit.failures == 0 { tell(visit.address, trouble) }
      if case .gone = outcome { tell(visit.address, .gone) }
      try cooperative.keep(outcome, of: visit, retryAfter: retryAfter)
    }
    return due.count
  }

  private func outcome(of visit: FeedVisit) throws(CooperativeError) -> (FeedOutcome, retryAfter: Double?) {
    let answer: FeedAnswer
    do throws(FeedTrouble) {
      answer = try connection.get(
        visit.address, visit.validators, accept: Self.feedTypes, most: manners.feedBytes)
    } catch { return (.failed(error), nil) }
    switch answer.status {
    case 200: return (try read(answer, visit), answer.freshFor)
    case 304: return (.unchanged(validators(answer, else: visit.validators), address: answer.movedTo), answer.freshFor)
    case 410: return (.gone, nil)
    case 404: return (.failed(.missing), nil)
    case 429: return (.failed(.refused), answer.retryAfter)
    case 400..<500: return (.failed(.refused), answer.retryAfter)
    default: return (.failed(.serverError), answer.retryAfter)
    }
  }

  private func validators(_ answer: FeedAnswer, else known: FeedValidators = FeedValidators()) -> FeedValidators {
    FeedValidators(
      etag: answer.headers["etag"] ?? known.etag, lastModified: answer.headers["last-modified"] ?? known.lastModified)
  }

  private func read(_ answer: FeedAnswer, _ visit: FeedVisit) throws(CooperativeError) -> FeedOutcome {
    let news: Newsfeed
    do throws(FeedError) {
      news = try FeedReader.read(answer.body, charset: answer.type.charset, address: answer.address)
    } catch {
      if case .notAFeed = error, let found = page(answer) { return try kept(found.1, found.0, found.0.address, visit) }
      return .failed(error.trouble)
    }
    return try kept(news, answer, answer.movedTo, visit)
  }

  /// Somebody gave the address of a site: its page may name the feed.
  private func page(_ answer: FeedAnswer) -> (FeedAnswer, Newsfeed)? {
    guard let address = FeedDiscovery.feed(inPage: answer.body, address: answer.address) else { return nil }
    do {
      let second = try connection.get(address, accept: Self.feedTypes, most: manners.feedBytes)
      guard second.status == 200 else { return nil }
      return (second, try FeedReader.read(second.body, charset: second.type.charset, address: second.address))
    } catch {
      // The page is no feed, and names none that can be read: it is told so of the page.
      return nil
    }
  }

  private func kept(
    _ news: Newsfeed, _ answer: FeedAnswer, _ address: String?, _ visit: FeedVisit
  ) throws(CooperativeError) -> FeedOutcome {
    var pictures: [String: FeedPicture] = [:]
    // Who does not answer once is not waited for twenty times.
    var silent: Set<String> = []
    for address in try cooperative.newPictures(of: news, visit) where pictures[address] == nil {
      let host = WebAddress.host(address) ?? ""
      guard !silent.contains(host) else { continue }
      do throws(FeedTrouble) { pictures[address] = try picture(address) } catch {
        if [.unreachable, .tls].contains(error) { silent.insert(host) }
      }
    }
    return .read(news, validators(answer), address: address, pictures: pictures)
  }

  /// nil: it stays a picture of which only the words are here.
  private func picture(_ address: String) throws(FeedTrouble) -> FeedPicture? {
    let accept = Self.pictureTypes.joined(separator: ", ")
    let answer = try connection.get(address, accept: accept, most: manners.pictureBytes)
    guard answer.status == 200, !answer.body.isEmpty, Self.pictureTypes.contains(answer.type.mediaType) else {
      return nil
    }
    return FeedPicture(type: answer.type.mediaType, bytes: answer.body)
  }
}

extension FeedError {
  fileprivate var trouble: FeedTrouble {
    switch self {
    case .tooLarge: .tooLarge
    case .empty, .notXML, .notAFeed, .noBody, .cut: .notAFeed
    }
  }
}
