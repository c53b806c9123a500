/// What HTTP says of an answer's content: `text/xml; charset="utf-8"`.
public struct ContentType: Sendable, Hashable {
  /// Without parameters, in lower case; "" when nothing was said.
  public let mediaType: String
  public let charset: String?

  public init(_ header: String?) {
    let parts = (header ?? "").split(separator: ";", omittingEmptySubsequences: false)
    mediaType = (parts.first ?? "").lowercased().filter { !$0.isWhitespace }
    let charset = parts.dropFirst().lazy.compactMap { part -> String? in
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, pair[0].lowercased().filter({ !$0.isWhitespace }) == "charset" else { return nil }
      return pair[1].filter { !"\"' \t".contains($0) }
    }.first
    self.charset = charset?.isEmpty == false ? charset : nil
  }
}
