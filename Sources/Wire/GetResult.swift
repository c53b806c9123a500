public import JSON

/// The answer of `T/get`: RFC 8620, section 5.1.
public struct GetResult: Hashable, Sendable {
  public var state: String
  /// The objects; what is no object is left out.
  public var list: [JSONObject]
  public var notFound: [String]

  public init(state: String, list: [JSONObject], notFound: [String]) {
    self.state = state
    self.list = list
    self.notFound = notFound
  }

  public init(_ arguments: JSONObject) throws(WireError) {
    guard let list = arguments["list"]?.array else { throw WireError(place: "get.list") }
    self.init(
      state: arguments["state"]?.string ?? "", list: list.compactMap(\.object),
      notFound: (arguments["notFound"]?.array ?? []).compactMap(\.string))
  }
}
