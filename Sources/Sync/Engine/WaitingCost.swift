import ClientCore
import JSON

/// What each way of waiting for news costs, as measured: asking now and then, or a stream that the server writes to.
struct WaitingCost: Sendable, Equatable {
  /// Bytes of a question that was answered with "nothing new".
  private(set) var poll: Double?
  /// Bytes an hour of an open stream: its making, its signs of life, and a request for each of its news.
  private(set) var streamHour: Double?

  /// A stream shorter than this says little of an hour.
  private static let tellingSeconds = 600.0
  private static let weight = 0.3

  init(poll: Double? = nil, streamHour: Double? = nil) { (self.poll, self.streamHour) = (poll, streamHour) }

  mutating func note(poll bytes: Int) { poll = Self.blend(poll, Double(bytes)) }

  mutating func note(streamBytes: Int, news: Int, seconds: Double) {
    guard seconds >= Self.tellingSeconds else { return }
    let bytes = Double(streamBytes) + Double(news) * (poll ?? Double(FetchCost.overhead))
    streamHour = Self.blend(streamHour, bytes * 3_600 / seconds)
  }

  /// Whether the stream is known to be the cheaper way.
  func prefersStream(toPollEvery seconds: Double) -> Bool {
    guard let poll, let streamHour else { return false }
    return streamHour < poll * 3_600 / seconds
  }

  private static func blend(_ old: Double?, _ new: Double) -> Double { old.map { $0 + (new - $0) * weight } ?? new }
}
