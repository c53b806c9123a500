/// How far a download has come.
public struct DownloadProgress: Sendable, Hashable {
  /// `Download.id`.
  public let id: String
  public var received: Int
  /// nil when the server does not say.
  public var size: Int?
  public var isDone: Bool

  public init(id: String, received: Int, size: Int?, isDone: Bool = false) {
    (self.id, self.received, self.size, self.isDone) = (id, received, size, isDone)
  }
}
