import JSON
import Wire

/// A blob in pieces by `Blob/get`: RFC 9404, section 4.2.
struct BlobSlices: Sendable {
  static let capability = "urn:ietf:params:jmap:blob"
  /// A cut link costs no more than this many bytes.
  private static let pieceSize = 128 * 1024

  let account: String
  let blob: String

  struct Slice: Sendable {
    let bytes: [UInt8]
    /// Of the whole blob.
    let size: Int
  }

  typealias Call = ([Invocation], [String]) async throws(SyncError) -> Response

  /// From `offset` on; empty at the end.
  func next(at offset: Int, _ call: Call) async throws(SyncError) -> Slice {
    let arguments: JSONObject = [
      "accountId": .string(account), "ids": [.string(blob)], "properties": ["data:asBase64", "size"],
      "offset": .int(Int64(offset)), "length": .int(Int64(Self.pieceSize)),
    ]
    let response = try await call([Invocation("Blob/get", arguments, id: "0")], [Self.capability])
    let result = try SyncEngine.result(response, "0") { answer throws(WireError) in try GetResult(answer) }
    guard let object = result.list.first else { throw .file(.gone) }
    guard let text = object["data:asBase64"]?.string, let size = object["size"]?.int,
      let bytes = Base64.decode(text)
    else { throw .unreadable(detail: "Blob/get") }
    return Slice(bytes: bytes, size: size)
  }
}
