import JSON
import Wire

/// A blob in pieces by `Blob/get`: RFC 9404, section 4.2.
struct BlobSlices: Sendable {
  /// The RFC's, and the one under which Cyrus IMAP (3.6 and 3.10) offers the same method.
  private static let capabilities = ["urn:ietf:params:jmap:blob", "https://cyrusimap.org/ns/jmap/blob"]
  /// A cut link costs no more than this many bytes.
  private static let pieceSize = 128 * 1024

  let account: String
  let blob: String
  private let capability: String

  /// nil: an account that offers these has no such method.
  init?(account: String, blob: String, offered: Set<String>) {
    guard let capability = Self.capabilities.first(where: offered.contains) else { return nil }
    (self.account, self.blob, self.capability) = (account, blob, capability)
  }

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
    let response = try await call([Invocation("Blob/get", arguments, id: "0")], [capability])
    let result = try SyncEngine.result(response, "0") { answer throws(WireError) in try GetResult(answer) }
    guard let object = result.list.first else { throw .file(.gone) }
    guard let text = object["data:asBase64"]?.string, let size = object["size"]?.int,
      let bytes = Base64.decode(text)
    else { throw .unreadable(detail: "Blob/get") }
    return Slice(bytes: bytes, size: size)
  }
}
