internal import Compression
internal import JSON

/// A bundle that nobody has opened yet: some or all of its parts.
public struct SealedBundle: Sendable {
  public let parts: [BundlePart]
  public let count: Int

  /// Sorts parts, in any order and however often they are there, into the bundles that they are of.
  public static func gather(_ parts: [BundlePart]) -> [Result<SealedBundle, BundleRefusal>] {
    var order: [[UInt8]] = []
    var groups: [[UInt8]: [BundlePart]] = [:]
    for part in parts {
      if groups[part.id] == nil { order.append(part.id) }
      groups[part.id, default: []].append(part)
    }
    return order.map { id in
      do throws(BundleRefusal) { return .success(try SealedBundle(groups[id] ?? [])) } catch { return .failure(error) }
    }
  }

  init(_ parts: [BundlePart]) throws(BundleRefusal) {
    guard let first = parts.first else { throw .notABundle }
    var byNumber: [Int: BundlePart] = [:]
    for part in parts {
      guard part.isBeside(first), byNumber[part.number].map({ $0 == part }) ?? true else { throw .altered }
      byNumber[part.number] = part
    }
    count = first.count
    self.parts = byNumber.values.sorted { $0.number < $1.number }
  }

  /// As it stands in databases and messages.
  public var id: String { Sodium.base64(parts.first?.id ?? []) }

  public var missing: [Int] {
    let here = Set(parts.map(\.number))
    return (1...count).filter { !here.contains($0) }
  }

  /// Whether it is for the server of this key.
  public func isFor(server: BundleKey) -> Bool {
    parts.first.map { $0.tag == Self.tag(of: server, id: $0.id) } ?? false
  }

  /// Whether whoever has this secret can open it. It is not opened for that.
  public func isFor(_ secret: BundleSecret) -> Bool {
    guard var key = key([secret])?.1 else { return false }
    Sodium.wipe(&key)
    return true
  }

  /// All parts, one after the other: what `BundlePart.read` reads again.
  public var bytes: [UInt8] { parts.flatMap(\.bytes) }

  static func tag(of server: BundleKey, id: [UInt8]) -> [UInt8] {
    Sodium.digest(Array("ter1 bundle: for the server".utf8) + id, key: server.bytes, size: BundlePart.tagSize)
  }
}

// MARK: - Sealing

extension SealedBundle {
  /// Signs, compresses, encrypts and splits.
  /// - Parameters:
  ///   - server: whether one of the recipients is a server, and which.
  ///   - split: bytes of the largest part; nil: one part, or as few as may be.
  /// - Throws: `tooLarge`.
  public static func seal(
    _ content: BundleContent, for recipients: Set<BundleKey>, server: BundleKey? = nil, by secret: BundleSecret,
    split: Int? = nil
  ) throws(BundleRefusal) -> SealedBundle {
    let all = recipients.union(server.map { [$0] } ?? [])
    let id = Sodium.random(BundlePart.idSize)
    var key = Sodium.random(32)
    defer { Sodium.wipe(&key) }
    let tag = server.map { Self.tag(of: $0, id: id) } ?? Sodium.random(BundlePart.tagSize)
    // In the order of what was drawn: it tells nothing of who stands where.
    let slots = all.compactMap { $0.sealed(key) }.sorted { $0.lexicographicallyPrecedes($1) }
    guard !slots.isEmpty, slots.count <= BundlePart.mostSlots else { throw .tooLarge }
    let payload = try Payload.made(of: content, id: id, recipients: all, by: secret)
    let room =
      min(split ?? .max, BundlePart.largest) - BundlePart.frame - slots.count * BundlePart.slotSize - Sodium.overhead
    guard room >= 1_024 else { throw .tooLarge }
    let pieces = stride(from: 0, to: payload.count, by: room).map { Array(payload[$0..<min($0 + room, payload.count)]) }
    guard pieces.count <= BundlePart.mostParts else { throw .tooLarge }
    return try SealedBundle(
      pieces.enumerated().map { place, piece in
        let size = piece.count + Sodium.overhead
        let empty = BundlePart(
          id: id, number: place + 1, count: pieces.count, tag: tag, slots: slots,
          sealed: [UInt8](repeating: 0, count: size))
        let sealed = Sodium.seal(piece, under: key, with: empty.head)
        return BundlePart(id: id, number: place + 1, count: pieces.count, tag: tag, slots: slots, sealed: sealed)
      })
  }
}

// MARK: - Opening

/// What a bundle said, and by whom it was signed: whether he is somebody is for others to judge.
public struct OpenedBundle: Sendable {
  public let id: String
  public let signer: BundleKey
  /// Of the secrets, the one that opened it.
  public let reader: BundleKey
  public let content: BundleContent
}

extension SealedBundle {
  /// - Parameter secrets: one after the other is tried.
  public func open(with secrets: [BundleSecret]) throws(BundleRefusal) -> OpenedBundle {
    guard case (let secret, var key)? = key(secrets) else { throw .notForUs }
    defer { Sodium.wipe(&key) }
    guard missing.isEmpty else { throw .incomplete(missing: missing, of: count) }
    var payload: [UInt8] = []
    for part in parts {
      guard let piece = Sodium.open(part.sealed, under: key, with: part.head) else { throw .altered }
      payload += piece
    }
    let (signer, content) = try Payload.read(payload, id: parts[0].id)
    // A bundle that was sealed to us by somebody to whom its author had sealed it is not the author's to us.
    guard content.recipients.contains(secret.key) else { throw .altered }
    return OpenedBundle(id: id, signer: signer, reader: secret.key, content: content)
  }

  private func key(_ secrets: [BundleSecret]) -> (BundleSecret, [UInt8])? {
    for secret in secrets {
      for slot in parts.first?.slots ?? [] {
        if let key = secret.opened(slot) { return (secret, key) }
      }
    }
    return nil
  }
}

/// What is sealed: a length, a Zstandard frame of what was signed, zeros.
enum Payload {
  /// Of what was signed, in bytes: a frame that holds more is no bundle's.
  static let most = BundleContent.mostBytes
  private static let domain = Array("ter1 bundle: content, 1".utf8)

  static func made(
    of content: BundleContent, id: [UInt8], recipients: Set<BundleKey>, by secret: BundleSecret
  ) throws(BundleRefusal) -> [UInt8] {
    var content = content
    content.recipients = recipients
    let text = content.text
    guard text.count + content.blobs.reduce(100, { $0 + $1.count }) <= most else { throw .tooLarge }
    // What is signed, after the place of the key and of the signature: there is one copy of it.
    var signed = [UInt8](repeating: 0, count: front) + BundlePart.four(text.count) + text
    for blob in content.blobs { signed += blob }
    signed.replaceSubrange(..<front, with: secret.key.bytes + secret.signature(of: message(signed[front...], id)))
    guard let frame = Zstandard.compress(signed, Zstandard.Effort(bytes: signed.count), usingDictionary: false) else {
      throw .tooLarge
    }
    let whole = BundlePart.four(frame.count) + frame
    return whole + [UInt8](repeating: 0, count: padded(whole.count) - whole.count)
  }

  static func read(
    _ payload: [UInt8], id: [UInt8], most: Int = most
  ) throws(BundleRefusal) -> (BundleKey, BundleContent) {
    var reader = Reader(payload)
    let size = try reader.number(bytes: 4)
    let frame = try reader.take(size)
    let signed: [UInt8]
    do { signed = try Zstandard.decompress(frame, most: most, usingDictionary: false) } catch {
      throw error == .tooLarge ? .tooLarge : .altered
    }
    var inner = Reader(signed)
    let key = try inner.take(BundleKey.size)
    let signature = try inner.take(BundleSecret.signature)
    guard let signer = BundleKey(bytes: key), signer.verifies(signature, of: message(signed[front...], id)) else {
      throw .altered
    }
    let length = try inner.number(bytes: 4)
    let text = try inner.take(length)
    return (signer, try BundleContent(text, blobs: Array(signed.dropFirst(front + 4 + length))))
  }

  /// The signer's key, and the signature.
  private static let front = BundleKey.size + BundleSecret.signature

  private static func message(_ body: ArraySlice<UInt8>, _ id: [UInt8]) -> [UInt8] {
    domain + id + Sodium.digest(body, size: 64)
  }

  /// Padmé: the length tells its magnitude alone, for at most 12 % more.
  static func padded(_ size: Int) -> Int {
    guard size > 2 else { return max(size, 256) }
    let magnitude = Int.bitWidth - 1 - size.leadingZeroBitCount
    let digits = Int.bitWidth - magnitude.leadingZeroBitCount
    let mask = (1 << max(0, magnitude - digits)) - 1
    return max(256, (size + mask) & ~mask)
  }
}
