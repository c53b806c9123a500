import JSON
import Wire

/// What may stand in one property of a type.
struct Property: Sendable {
  enum Kind: Sendable {
    case text(bytes: Int)
    case oneOf([String])
    case bool
    case unsigned
    case date
    case id
    case ids(most: Int)
    /// Checked by the type itself.
    case other
  }

  var name: String
  var kind: Kind
  /// What it is when a create does not give it; nil: it must be given, or may be left out when `isOptional`.
  var initial: JSONValue?
  var isNullable = false
  var isImmutable = false
  var isServerSet = false
  var isOptional = false
  /// Set by the server, but a create may say what it will be: the type checks that.
  var isStatable = false

  init(_ name: String, _ kind: Kind, initial: JSONValue? = nil) {
    self.name = name
    self.kind = kind
    self.initial = initial
  }

  static func serverSet(_ name: String, initial: JSONValue? = nil) -> Property {
    var property = Property(name, .other, initial: initial)
    property.isServerSet = true
    property.isOptional = true
    return property
  }

  var immutable: Property { with(\.isImmutable) }
  /// May be null, and is null when nothing else is said.
  var nullable: Property {
    var property = with(\.isNullable)
    property.initial = initial ?? .null
    return property
  }
  var optional: Property { with(\.isOptional) }
  /// May be null, and then is not there.
  var leftOut: Property {
    var property = optional
    property.initial = nil
    return property
  }
  var statable: Property { with(\.isStatable) }

  private func with(_ flag: WritableKeyPath<Property, Bool>) -> Property {
    var property = self
    property[keyPath: flag] = true
    return property
  }

  static let clientId = Property("clientId", .text(bytes: 128)).immutable
}

// MARK: - Checks

extension Property {
  func check(_ value: JSONValue) throws(SetError) {
    if value.isNull && isNullable { return }
    switch kind {
    case .text(let bytes): try checkText(value, bytes)
    case .oneOf(let words): try require(value.string.map(words.contains) ?? false, "is one of \(words)")
    case .bool: try require(value.bool != nil, "is a Boolean")
    case .unsigned: try require((value.int ?? -1) >= 0, "is an UnsignedInt")
    case .date: try require(value.string.flatMap(UTCDate.init) != nil, "is a UTCDate")
    case .id: try require(value.string.map(Self.isID) ?? false, "is an Id")
    case .ids(let most): try checkIDs(value, most)
    case .other: break
    }
    try checkControls(value)
  }

  func require(_ condition: Bool, _ reason: String) throws(SetError) {
    guard condition else { throw .invalid(name, reason) }
  }

  private func checkText(_ value: JSONValue, _ bytes: Int) throws(SetError) {
    guard let text = value.string else { throw .invalid(name, "is a String") }
    guard text.utf8.count <= bytes else {
      throw SetError(SetError.tooLarge, "\(name): at most \(bytes) bytes")
    }
  }

  private func checkIDs(_ value: JSONValue, _ most: Int) throws(SetError) {
    let ids = value.array?.map(\.string) ?? [nil]
    try require(ids.count <= most && ids.allSatisfy { $0.map(Self.isID) ?? false }, "is a list of at most \(most) Ids")
  }

  /// No control character but line feed and tab, anywhere in the value.
  private func checkControls(_ value: JSONValue) throws(SetError) {
    try require(Self.isNeutral(value), "holds a control character")
  }

  static func isNeutral(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text): isNeutral(text)
    case .array(let elements): elements.allSatisfy(isNeutral)
    case .object(let members): members.allSatisfy { isNeutral($0.key) && isNeutral($0.value) }
    default: true
    }
  }

  private static func isNeutral(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { isNeutral($0) } ?? isNeutral(Array(text.utf8))
  }

  private static func isNeutral(_ bytes: some Sequence<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F { return false }
      if previous == 0xC2 && byte < 0xA0 { return false }
      previous = byte
    }
    return true
  }

  static func isID(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
      }
  }
}

extension SetError {
  static func invalid(_ property: String, _ reason: String) -> SetError {
    SetError(invalidProperties, "\(property) \(reason)", properties: [property])
  }
}
