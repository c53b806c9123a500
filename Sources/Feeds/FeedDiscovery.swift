internal import PlainText

/// People give the address of a site and mean its feed: pages name it in their head.
public enum FeedDiscovery {
  /// - Returns: the first feed that the page names, or nil.
  public static func feed(inPage bytes: [UInt8], address: String) -> String? {
    HTMLText.alternates(in: bytes).lazy.filter { type, _ in
      ["application/rss+xml", "application/atom+xml", "application/rdf+xml"].contains(type.lowercased())
    }.compactMap { WebAddress.resolved($0.address, base: address) }.first
  }
}
