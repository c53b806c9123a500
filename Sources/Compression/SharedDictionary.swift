import CDictionary
import CZstd

/// What both programs know by heart, so that small texts compress well: docs/protocol.md, section 18.
public enum SharedDictionary {
  /// The content coding that uses it.
  public static let coding = TER1_DICTIONARY_CODING

  /// The dictionary as it is, for whoever wants to check it.
  public static var bytes: [UInt8] {
    Array(UnsafeBufferPointer(start: ter1_dictionary, count: ter1_dictionary_size))
  }

  // Digested once, used by all threads, and never freed. Addresses as numbers, because pointers are not Sendable.
  private static let forDecoding = UInt(bitPattern: ZSTD_createDDict(ter1_dictionary, ter1_dictionary_size))
  private static let forText = encoder(.text)
  private static let forBulk = encoder(.bulk)

  private static func encoder(_ effort: Zstandard.Effort) -> UInt {
    UInt(bitPattern: ZSTD_createCDict(ter1_dictionary, ter1_dictionary_size, effort.level))
  }

  static var decoder: OpaquePointer? { OpaquePointer(bitPattern: forDecoding) }

  static func encoder(for effort: Zstandard.Effort) -> OpaquePointer? {
    OpaquePointer(bitPattern: effort == .text ? forText : forBulk)
  }
}
