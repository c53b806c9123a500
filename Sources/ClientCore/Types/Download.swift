public import Text

/// A file being brought, or brought.
public struct Download: Sendable, Hashable, Identifiable {
  public enum State: String, Sendable {
    case waiting, running, done, failed
    /// Stopped by the person; what has come is kept.
    case paused
  }

  /// Why it has not come yet, or never will.
  public enum Failure: String, Sendable {
    /// Passes by itself.
    case link
    case diskFull, notWritable
    /// The server has it no more.
    case gone
    /// Something else came than was said.
    case damaged
    case refused
  }

  public let id: String
  public let account: AccountID
  public let blobID: ObjectID
  /// Where the file is put when it is whole; then where it was put.
  public var path: String
  /// The media type to ask for; nil: any.
  public var mediaType: UntrustedText?
  /// What must arrive, in lower-case hexadecimal; nil: nobody said, and the size alone is checked.
  public var sha256: UntrustedText?
  /// Where it grows meanwhile; nil: nothing came yet.
  public var part: String?
  /// The expected number of bytes; nil when unknown.
  public var size: Int?
  public var received: Int
  public var state: State
  public var failure: Failure?
  /// Seconds since 1970.
  public var updatedAt: Double

  public init(
    id: String, account: AccountID, blobID: ObjectID, path: String, mediaType: UntrustedText? = nil, size: Int?,
    sha256: UntrustedText? = nil, received: Int = 0, state: State = .waiting, failure: Failure? = nil,
    updatedAt: Double
  ) {
    (self.mediaType, self.sha256) = (mediaType, sha256)
    (self.id, self.account, self.blobID, self.path) = (id, account, blobID, path)
    (self.size, self.received, self.state) = (size, received, state)
    (self.failure, self.updatedAt) = (failure, updatedAt)
  }
}
