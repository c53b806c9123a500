/// A part of a document in XML, whose comments and tracked changes say who wrote them and when.
struct MarkupNames {
  private var bytes: [UInt8]

  /// The part without them; nil when it is in another encoding than UTF-8.
  static func taken(from bytes: [UInt8], in path: String) -> [UInt8]? {
    guard !bytes.contains(0) else { return nil }
    var part = MarkupNames(bytes: bytes)
    let isOfPeople = peopleParts.contains { path.hasPrefix($0) }
    for name in attributes + (isOfPeople ? peopleAttributes : []) {
      part.replace(between: " \(name)=\"", and: UInt8(ascii: "\""), by: "")
    }
    // It may be left out, not empty.
    part.replace(between: " w:date=\"", and: UInt8(ascii: "\""), by: longAgo)
    for name in elements { part.replace(between: "<\(name)>", and: UInt8(ascii: "<"), by: "") }
    part.replace(between: "<dc:date>", and: UInt8(ascii: "<"), by: longAgo)
    if path == "xl/workbook.xml" { part.replace(between: "absPath url=\"", and: UInt8(ascii: "\""), by: "") }
    return part.bytes
  }

  private static let longAgo = "1980-01-01T00:00:00Z"
  private static let attributes = ["w:author", "w:initials", "w15:author"]
  private static let elements = ["dc:creator", "meta:creator-initials", "author"]
  private static let peopleParts = ["ppt/commentAuthors", "ppt/authors", "xl/persons/", "word/people"]
  private static let peopleAttributes = ["name", "initials", "displayName", "userId", "providerId", "w15:userId"]

  /// What stands between an opening and the next `end` becomes `text`, everywhere.
  private mutating func replace(between opening: String, and end: UInt8, by text: String) {
    let opening = Array(opening.utf8)
    var result: [UInt8] = []
    var kept = 0
    while let start = find(opening, from: kept) {
      let content = start + opening.count
      guard let close = bytes[content...].firstIndex(of: end) else { break }
      result += bytes[kept..<content] + Array(text.utf8)
      kept = close
    }
    bytes = result + bytes[kept...]
  }

  private func find(_ word: [UInt8], from start: Int) -> Int? {
    var at = start
    while at + word.count <= bytes.count, let next = bytes[at...].firstIndex(of: word[0]) {
      if bytes[next...].starts(with: word) { return next }
      at = next + 1
    }
    return nil
  }
}
