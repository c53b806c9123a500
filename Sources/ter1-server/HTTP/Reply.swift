import CMicrohttpd
import Glibc
import TER1Server

/// Hands an answer to libmicrohttpd.
enum Reply {
  static func queue(_ answer: HTTPAnswer, on connection: OpaquePointer) -> MHD_Result {
    guard let response = response(answer.body, connection) else { return MHD_Result.NO }
    defer { MHD_destroy_response(response) }
    for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }

  /// Compresses the content as far as the request allows. It takes milliseconds, so that no network thread does it.
  static func encode(_ answer: inout HTTPAnswer, for head: HTTPHead) {
    guard case .bytes(let bytes) = answer.body, !bytes.isEmpty else { return }
    // What nobody may store needs no word about what it varies with.
    let isUnstored = answer.headers.contains { $0.name == "Cache-Control" && $0.value.contains("no-store") }
    // An answer to a POST is stored by nobody who was not told to (RFC 9110, section 9.3.3).
    if head.method != "POST", !isUnstored { answer.headers.append(("Vary", "Accept-Encoding")) }
    guard let coding = ContentCoding(answering: head), bytes.count >= coding.leastSize,
      let encoded = coding.encode(bytes)
    else { return }
    answer.headers.append(("Content-Encoding", coding.name))
    answer.body = .bytes(encoded)
  }

  private static func response(_ body: HTTPAnswer.Body, _ connection: OpaquePointer) -> OpaquePointer? {
    switch body {
    case .bytes(let bytes):
      return bytes.withUnsafeBytes { buffer in
        MHD_create_response_from_buffer(
          buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress), MHD_ResponseMemoryMode.RESPMEM_MUST_COPY)
      }
    case .part(let part):
      let source = Unmanaged.passRetained(PartSource(part))
      return MHD_create_response_from_callback(
        UInt64(part.count), 65_536, readPart, source.toOpaque(), { PartSource.free($0) })
    case .events(let stream):
      let source = Unmanaged.passRetained(EventSource(stream, connection))
      return MHD_create_response_from_callback(
        UInt64.max, 4096, readEvents, source.toOpaque(), { EventSource.free($0) })
    }
  }
}

private final class PartSource {
  let part: BlobPart
  init(_ part: BlobPart) { self.part = part }

  static func free(_ pointer: UnsafeMutableRawPointer?) {
    if let pointer { Unmanaged<PartSource>.fromOpaque(pointer).release() }
  }
}

private func readPart(
  _ closure: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ most: Int
) -> Int {
  guard let closure, let buffer else { return -2 }
  let part = Unmanaged<PartSource>.fromOpaque(closure).takeUnretainedValue().part
  do throws(CooperativeError) {
    let bytes = try part.bytes(at: Int64(position), most: most)
    guard !bytes.isEmpty else { return -2 }
    UnsafeMutableRawBufferPointer(start: buffer, count: most).copyBytes(from: bytes)
    return bytes.count
  } catch {
    // Half an answer is sent: all that is left is to close, which the client sees as one cut short.
    return -2
  }
}

private final class EventSource {
  let stream: EventStream
  let connection: OpaquePointer
  init(_ stream: EventStream, _ connection: OpaquePointer) {
    self.stream = stream
    self.connection = connection
  }

  static func free(_ pointer: UnsafeMutableRawPointer?) {
    guard let pointer else { return }
    let source = Unmanaged<EventSource>.fromOpaque(pointer).takeRetainedValue()
    source.stream.end()
  }
}

private func readEvents(
  _ closure: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ most: Int
) -> Int {
  guard let closure, let buffer else { return -2 }
  let source = Unmanaged<EventSource>.fromOpaque(closure).takeUnretainedValue()
  return source.stream.read(into: buffer, most: most, for: source.connection)
}
