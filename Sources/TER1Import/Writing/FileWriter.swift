import Foundation
import JSON
import Localization
import PlainText
import TER1Server

/// A folder as a folder.
struct FileWriter {
  private let top: [String]
  private var report = ImportReport()
  /// The ids of the folders made, by their path in the archive; the top has an empty path.
  private var folders: [[[UInt8]]: String] = [:]
  /// Folded names that are taken, by folder.
  private var taken: [String: Set<String>] = [:]

  /// Larger files would not fit into memory beside everything else.
  private static let largest = 268_435_456

  /// - Parameter top: names with `/` between them; empty for the top.
  init(top: String) {
    self.top = top.split(separator: "/").map { CleanText.fileName(String($0), otherwise: "import") }
  }

  consuming func run(_ tree: FileTree, _ cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws
    -> ImportReport
  {
    report.add(tree.report)
    var rest = tree.entries[...]
    while !rest.isEmpty {
      try cooperative.importBatch { batch in
        if let id = try batch.folder(path: top) { folders[[]] = id }
        var room = BatchSize.bytes
        for _ in 0..<BatchSize.objects where room > 0 {
          guard let entry = rest.popFirst() else { break }
          room -= entry.status.kind == .file ? entry.status.size : 0
          try write(entry, &batch)
        }
      }
      progress(report)
    }
    return report
  }

  private mutating func write(_ entry: FileTree.Entry, _ batch: inout ImportBatch) throws {
    let above = Array(entry.names.dropLast())
    guard above.isEmpty || folders[above] != nil else {
      return report.refuse(entry.path.text, msgid("its folder is missing"))
    }
    let parent = folders[above]
    let key = (parent ?? "top") + "|" + Digest.hexadecimal(entry.names.last ?? [])
    if let standing = try batch.lookup(type: "FileNode", importKey: key) {
      if entry.status.kind == .folder { folders[entry.names] = standing } else { report.count(.duplicates) }
      return
    }
    do {
      var object = try content(of: entry, &batch)
      object["parentId"] = parent.map(JSONValue.string) ?? .null
      object["name"] = .string(name(of: entry, in: parent ?? ""))
      object["importKey"] = .string(key)
      let id = try batch.insert(type: "FileNode", object)
      report.count(entry.status.kind == .folder ? .folders : .files)
      if entry.status.kind == .folder { folders[entry.names] = id }
    } catch let refusal as ImportRefusal {
      report.refuse(entry.path.text, refusal.reason)
    } catch let error as ReadError {
      report.refuse(entry.path.text, error.reason)
    }
  }

  private func content(of entry: FileTree.Entry, _ batch: inout ImportBatch) throws -> JSONObject {
    var object: JSONObject = ["modified": .string(UTCDate(milliseconds: entry.status.modified).text)]
    guard entry.status.kind == .file else { return object }
    guard entry.status.size <= Self.largest else {
      throw ImportRefusal(msgid("larger than 256 MiB: upload it with a client"))
    }
    let type = MediaType.ofName(entry.path.name)
    object["blobId"] = .string(try batch.blob(entry.path.contents(), type: type).blobId)
    object["type"] = .string(type)
    return object
  }

  /// The name as it can stand in the folder: safe, in NFC, and with a number when its like is there.
  private mutating func name(of entry: FileTree.Entry, in folder: String) -> String {
    let name = CleanText.fileName(Charset.text(entry.names.last ?? []), otherwise: "sans nom")
    var candidate = name
    var number = 2
    while !taken[folder, default: []].insert(Self.folded(candidate)).inserted {
      candidate = Self.numbered(name, number)
      number += 1
    }
    if candidate != entry.path.name.precomposedStringWithCanonicalMapping {
      report.note(entry.path.text, "stored as \(candidate)")
    }
    return candidate
  }

  private static func folded(_ name: String) -> String {
    name.uppercased().lowercased().precomposedStringWithCanonicalMapping
  }

  private static func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "\(name) (\(number))" }
    return "\(name[..<dot]) (\(number))\(name[dot...])"
  }
}
