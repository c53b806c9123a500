/// What a peer sent is JSON, and yet not what RFC 8620 says it should be.
public struct WireError: Error, Hashable, CustomStringConvertible {
  /// Where, in words of the RFC: `Session.apiUrl`, `methodResponses[2]`.
  public let place: String
  public init(place: String) { self.place = place }
  public var description: String { "not as RFC 8620 says: \(place)" }
}
