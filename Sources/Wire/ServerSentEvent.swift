/// One event of a `text/event-stream`: the HTML standard's "Server-sent events", used by RFC 8620, section 7.3.
public struct ServerSentEvent: Hashable, Sendable {
  /// The event's type, `message` when the stream names none.
  public var type: String
  /// The data, its lines joined by line feeds.
  public var text: String
  /// The last id that the stream gave, "" when it gave none.
  public var id: String

  public init(type: String, text: String, id: String = "") {
    self.type = type
    self.text = text
    self.id = id
  }

  /// The event as it stands in a stream.
  public var bytes: [UInt8] {
    var stream = id.isEmpty ? "" : "id: \(id)\n"
    stream += "event: \(type)\n"
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { stream += "data: \(line)\n" }
    return Array((stream + "\n").utf8)
  }
}

/// Reads a `text/event-stream` that comes in pieces of any size.
public struct ServerSentEventParser: Sendable {
  /// A line or an event longer than this ends the stream: no server of this protocol sends one.
  public static let maximumSize = 1_048_576

  /// An id goes back in a header: one that is longer, or holds a control character, is none.
  public static let maximumID = 1_024

  /// What to put into `Last-Event-ID` on the next connection.
  public private(set) var lastID = ""
  /// The reconnection time that the stream asked for, in milliseconds.
  public private(set) var retry: Int?
  private var line: [UInt8] = []
  private var type = ""
  private var text = ""
  private var hasText = false
  private var endedWithReturn = false
  private var isFirstLine = true

  public init() {}

  /// Takes the next piece.
  /// - Returns: the events that it completes.
  public mutating func append(_ bytes: some Sequence<UInt8>) throws(WireError) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      let followsReturn = endedWithReturn
      endedWithReturn = byte == 0x0D
      switch byte {
      case 0x0A where followsReturn: continue
      case 0x0A, 0x0D: if let event = endLine() { events.append(event) }
      default: line.append(byte)
      }
      guard line.count + text.utf8.count <= Self.maximumSize else { throw WireError(place: "event longer than 1 MiB") }
    }
    return events
  }

  private mutating func endLine() -> ServerSentEvent? {
    defer {
      line.removeAll(keepingCapacity: true)
      isFirstLine = false
    }
    if isFirstLine && line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    guard !line.isEmpty else { return dispatch() }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      field(String(decoding: line, as: UTF8.self), "")
      return nil
    }
    var value = line[(colon + 1)...]
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    field(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    return nil
  }

  private mutating func field(_ name: String, _ value: String) {
    switch name {
    case "event": type = value
    case "data":
      text += hasText ? "\n" + value : value
      hasText = true
    case "id" where value.utf8.count <= Self.maximumID && value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }):
      lastID = value
    case "retry": retry = Int(value).flatMap { $0 >= 0 ? $0 : nil } ?? retry
    default: break
    }
  }

  private mutating func dispatch() -> ServerSentEvent? {
    defer {
      type = ""
      text = ""
      hasText = false
    }
    return hasText ? ServerSentEvent(type: type.isEmpty ? "message" : type, text: text, id: lastID) : nil
  }
}
