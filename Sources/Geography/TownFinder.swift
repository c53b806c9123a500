/// A name as it is compared: small ASCII letters and digits, words parted by single blanks; "st" is "saint".
struct FoldedName {
  private(set) var bytes: [UInt8] = []

  var isNumber: Bool { bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }

  init(_ text: String) {
    var text = text
    bytes = text.withUTF8 { Self.folded(UnsafeRawBufferPointer($0)) }
    let words = bytes.split(separator: UInt8(ascii: " ")).map { word -> [UInt8] in
      switch PlaceLines.text(word) {
      case "st": Array("saint".utf8)
      case "ste": Array("sainte".utf8)
      default: Array(word)
      }
    }
    bytes = Array(words.joined(separator: [UInt8(ascii: " ")]))
  }

  /// What Latin-1's upper half becomes, from U+00C0 on; "?" parts words.
  private static let latin = Array(
    "aaaaaaaceeeeiiiidnooooo?ouuuuypsaaaaaaaceeeeiiiidnooooo?ouuuuypy".utf8)

  static func folded(_ text: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      let next = index + 1 < text.count ? text[index + 1] : 0
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): result.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.append(byte + 32)
      case 0xC3:
        result.append(latin[Int(next & 0x3F)])
        if next == 0x86 || next == 0xA6 { result.append(UInt8(ascii: "e")) }
        index += 1
      case 0xC5 where next == 0x92 || next == 0x93:
        result += [UInt8(ascii: "o"), UInt8(ascii: "e")]
        index += 1
      case 0xCC, 0xCD: index += 1  // A mark that stands for itself, in decomposed text.
      case 0x80...0xBF: break
      default: if result.last != UInt8(ascii: " "), !result.isEmpty { result.append(UInt8(ascii: " ")) }
      }
      index += 1
    }
    if result.last == UInt8(ascii: " ") { result.removeLast() }
    return result
  }
}

/// Goes through all towns once: the file has the largest first.
struct TownFinder {
  private let wanted: [UInt8]
  private let isPostcode: Bool
  private let limit: Int

  init(_ wanted: FoldedName, limit: Int) {
    (self.wanted, isPostcode, self.limit) = (wanted.bytes, wanted.isNumber, limit)
  }

  private enum Kind: Int { case whole, beginning, word }

  func find() -> France.Matches {
    guard !wanted.isEmpty else { return France.Matches(same: [], others: [], longer: []) }
    var found: [[Town]] = [[], [], []]
    PlaceLines("t").forEachLine { line in
      guard let kind = kind(of: line), found[kind.rawValue].count < limit, let town = Self.town(line) else { return }
      found[kind.rawValue].append(town)
    }
    let longer = found[1].filter { FoldedName($0.name).bytes.starts(with: wanted + [UInt8(ascii: " ")]) }
    let same = isPostcode ? Self.nearest(found[0]) : found[0]
    return France.Matches(same: same, others: Array((found[1] + found[2]).prefix(limit)), longer: longer)
  }

  /// Of a town and its ward, which have a postcode in common, the ward.
  private static func nearest(_ towns: [Town]) -> [Town] {
    towns.filter { town in !towns.contains { $0.name.hasPrefix(town.name + " ") } }
  }

  private func kind(of line: UnsafeRawBufferPointer) -> Kind? {
    guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
    if isPostcode { return kind(ofCodes: UnsafeRawBufferPointer(rebasing: line[(tab + 1)...])) }
    let name = FoldedName.folded(UnsafeRawBufferPointer(rebasing: line[..<tab]))
    guard name.count >= wanted.count else { return nil }
    if name.starts(with: wanted) { return name.count == wanted.count ? .whole : .beginning }
    // After an article, or within: "Havre" is Le Havre.
    for start in 1..<max(1, name.count - wanted.count + 1)
    where name[start - 1] == UInt8(ascii: " ") && name[start...].starts(with: wanted) {
      return start + wanted.count == name.count && Self.isArticle(name[..<(start - 1)]) ? .whole : .word
    }
    return nil
  }

  private static func isArticle(_ word: ArraySlice<UInt8>) -> Bool {
    ["le", "la", "les", "l"].contains { word.elementsEqual($0.utf8) }
  }

  private func kind(ofCodes rest: UnsafeRawBufferPointer) -> Kind? {
    guard wanted.count <= 5, let end = rest.firstIndex(of: UInt8(ascii: "\t")), end >= 5 else { return nil }
    let first = rest[..<2]
    if rest.starts(with: wanted) { return wanted.count == 5 ? .whole : .beginning }
    guard wanted.count == 5 else { return nil }
    let codes = rest[..<end].split(separator: UInt8(ascii: ",")).dropFirst()
    let isOne = codes.contains { code in
      code.count == 5 ? code.elementsEqual(wanted) : (Array(first) + Array(code)).elementsEqual(wanted)
    }
    return isOne ? .whole : nil
  }

  private static func town(_ line: UnsafeRawBufferPointer) -> Town? {
    let fields = line.split(separator: UInt8(ascii: "\t")).map(PlaceLines.text)
    guard fields.count == 5, let latitude = Int(fields[2]), let longitude = Int(fields[3]), let people = Int(fields[4])
    else { return nil }
    let codes = fields[1].split(separator: ",").map(String.init)
    let whole = codes.map { code in code.count == 5 ? code : String(codes[0].prefix(2)) + code }
    return Town(
      name: fields[0], postcodes: whole,
      coordinates: Coordinates(known: Double(latitude) / 1_000, Double(longitude) / 1_000), people: people)
  }
}
