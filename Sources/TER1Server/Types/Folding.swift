import Foundation

/// Names that differ in case or in the way their accents are encoded only are one name in a folder.
enum Folding {
  /// Equal keys, equal names: NFC after case folding (by way of capitals, so that `ß` meets `SS`).
  static func key(_ name: String) -> String {
    name.uppercased().lowercased().precomposedStringWithCanonicalMapping
  }
}
