internal import CSodium
public import JSON

/// What a person saw of what he changes or destroys, kept with that: nobody's text is overwritten unseen
/// (docs/protocol.md, section 4, `ifMatch`).
public enum Basis {
  /// Longer strings are named by a digest.
  private static let longest = 64

  /// How `ifMatch` names a value.
  public static func name(of value: JSONValue) -> JSONValue {
    guard let text = value.string, text.utf8.count > longest else { return value }
    return ["sha256": .string(digest(text))]
  }

  /// The names of those properties that are not as the basis says.
  public static func differing(_ basis: JSONObject, from object: JSONObject) -> [String] {
    basis.filter { $0.value != name(of: object[$0.key] ?? .null) }.keys.sorted()
  }

  /// The first 16 digits of the SHA-256.
  static func digest(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension SyncedType {
  /// - Parameter object: as it was shown when the patch was made.
  static func basis(of patch: JSONObject, on object: JSONValue?) -> JSONObject {
    // What an update makes where nothing is was seen not to be there.
    guard let object = object ?? blank("") else { return [:] }
    return JSONObject(
      patch.keys.filter { guardsProperty($0) }.map { ($0, Basis.name(of: object[$0] ?? .null)) },
      uniquingKeysWith: { _, last in last })
  }
}

extension SyncedType {
  /// - Parameter object: as it is believed to stand when it is destroyed.
  static func basis(ofDestroying object: JSONValue?) -> JSONObject {
    JSONObject(
      guardedWhenDestroyed.map { ($0, Basis.name(of: object?[$0] ?? .null)) }, uniquingKeysWith: { _, last in last })
  }
}

extension Transaction {
  /// The person has been told what stands there now, and wants his own all the same.
  func renewBasis(_ entry: OutboxEntry) throws {
    guard !entry.basis.isEmpty else { return }
    let (type, known) = (try TypeRegistry.type(entry.mutation.type), try shadow(entry.mutation.key)?.unlessNull)
    switch entry.mutation.action {
    case .update(let patch): try OutboxTable.setBasis(db, entry.id, type.basis(of: patch, on: known))
    case .destroy: try OutboxTable.setBasis(db, entry.id, type.basis(ofDestroying: known))
    case .create, .upload: break
    }
  }
}
