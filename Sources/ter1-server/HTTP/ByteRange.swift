/// A single range of RFC 9110, section 14.
enum ByteRange: Equatable {
  case whole
  case part(ClosedRange<Int64>)
  case unsatisfiable

  /// - Parameter header: the value of `Range`; what is no single byte range is ignored, as the RFC allows.
  init(_ header: String?, size: Int64) {
    guard let header, header.hasPrefix("bytes="), !header.contains(",") else {
      self = .whole
      return
    }
    let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2 else {
      self = .whole
      return
    }
    switch (Int64(ends[0]), Int64(ends[1])) {
    case (nil, let suffix?) where ends[0].isEmpty && suffix >= 0:
      self = suffix == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - suffix)...(size - 1))
    case (let first?, nil) where ends[1].isEmpty:
      self = first < size ? .part(first...(size - 1)) : .unsatisfiable
    case (let first?, let last?) where first <= last:
      self = first < size ? .part(first...min(last, size - 1)) : .unsatisfiable
    default: self = .whole
    }
  }
}

/// The `Content-Range` of a piece of an upload: docs/protocol.md, section 12.
enum ContentRange: Equatable {
  case piece(first: Int64, last: Int64, total: Int64)
  /// `bytes */total`: how far did it get?
  case question(total: Int64)

  init?(_ header: String) {
    guard header.hasPrefix("bytes ") else { return nil }
    let parts = header.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let total = Int64(parts[1]), total >= 0 else { return nil }
    guard parts[0] != "*" else {
      self = .question(total: total)
      return
    }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first >= 0, first <= last,
      last < total
    else { return nil }
    self = .piece(first: first, last: last, total: total)
  }
}
