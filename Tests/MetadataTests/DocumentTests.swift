import Foundation
import Metadata
import TestSupport
import Testing

/// Documents as archives, made by another program (Python's zipfile) and read back by it.
@Suite(.ownThreads, .timeLimit(.minutes(5)), .enabled(if: python != nil, "Python is not installed"))
struct DocumentTests {
  private func run(_ script: String, _ arguments: [String]) throws -> String {
    let folder = try TemporaryFolder()
    let output = folder.file("output")
    let status = try ChildProcess([try #require(python), "-c", script] + arguments, output: output).wait()
    let text = String(decoding: try #require(read(output)), as: UTF8.self)
    #expect(status == 0, "\(text)")
    return text
  }

  private static func path() -> String { NSTemporaryDirectory() + "ter1-document-" + UUID().uuidString }

  /// - Parameter entries: names and contents, in their order.
  private func archive(_ entries: [(String, String)]) throws -> [UInt8] {
    let path = Self.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let script = """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w") as archive:
          archive.comment = b"Camille"
          for name, text in zip(sys.argv[2::2], sys.argv[3::2]):
              entry = zipfile.ZipInfo(name, (2026, 5, 1, 12, 0, 0))
              entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
              entry.extra = b"UT\\x05\\x00\\x01Cami"
              entry.comment = b"Camille"
              archive.writestr(entry, text)
      """
    _ = try run(script, [path] + entries.flatMap { [$0.0, $0.1] })
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  /// "name=content" line by line; there are no times, comments and other additions, and the checksums are right.
  private func listing(_ bytes: [UInt8]) throws -> [String] {
    let path = Self.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    let script = """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1]) as archive:
          assert archive.testzip() is None
          assert not archive.comment
          for entry in archive.infolist():
              assert entry.date_time == (1980, 1, 1, 0, 0, 0) and not entry.extra and not entry.comment
              print(entry.filename + "=" + archive.read(entry).decode().replace("\\n", ""))
      """
    return try run(script, [path]).split(separator: "\n").map(String.init)
  }

  private func cleaned(_ bytes: [UInt8]) throws -> [UInt8] {
    guard case .cleaned(let clean) = Metadata.clean(bytes) else { throw Unclean() }
    return clean
  }
  private struct Unclean: Error {}

  @Test func ofAnOOXMLDocumentTheContentStays() throws {
    let text = "<w:p>" + String(repeating: "Tous ensemble é", count: 40) + "</w:p>"
    let tracked = #"<w:ins w:id="1" w:author="Camille" w:date="2026-05-01T12:00:00Z">mot</w:ins>"#
    let file = try archive([
      ("[Content_Types].xml", "<Types/>"), ("docProps/core.xml", "<creator>Camille</creator>"),
      ("word/document.xml", text + tracked), ("docProps/app.xml", "<Company>Camille</Company>"),
      ("docProps/custom.xml", "<p>Camille</p>"),
      ("word/comments.xml", #"<w:comment w:author="Camille" w:initials="C2026">Oui</w:comment>"#),
      ("xl/comments1.xml", "<authors><author>Camille</author></authors>"),
      ("ppt/commentAuthors.xml", #"<p:cmAuthor id="0" name="Camille" initials="C2026"/>"#),
      ("xl/workbook.xml", #"<x15ac:absPath url="C:\Users\Camille\"/>"#),
    ])
    let clean = try cleaned(file)
    let lines = try listing(clean)
    #expect(lines.count == 9 && lines[0] == "[Content_Types].xml=<Types/>")
    #expect(lines[2].hasPrefix("word/document.xml=" + text) && lines[2].contains(">mot<"))
    #expect(lines[5].contains(">Oui<"))
    #expect(!lines.joined().contains("Camille") && !lines.joined().contains("2026"), "\(lines)")
    #expect(lines[1].contains("<cp:coreProperties"))
    #expect(try cleaned(clean) == clean)
  }

  @Test func ofAnOpenDocumentTheContentStays() throws {
    let file = try archive([
      ("mimetype", "application/vnd.oasis.opendocument.text"),
      ("content.xml", "<a>Bonjour<dc:creator>Camille</dc:creator><dc:date>2026-05-01T12:00:00</dc:date></a>"),
      ("meta.xml", "<dc:creator>Camille</dc:creator>"),
    ])
    let clean = try cleaned(file)
    let lines = try listing(clean)
    #expect(lines[0] == "mimetype=application/vnd.oasis.opendocument.text")
    #expect(lines[1].hasPrefix("content.xml=<a>Bonjour<dc:creator></dc:creator>"))
    #expect(lines[2].contains("<office:meta/>"))
    #expect(!lines.joined().contains("Camille") && !lines.joined().contains("2026"))
    // The kind of the document stands at a fixed place, uncompressed.
    #expect(clean.dropFirst(30).starts(with: "mimetypeapplication/vnd.oasis.opendocument.text".utf8))
  }

  @Test func signedDocumentsAndOtherArchivesAreNotTouched() throws {
    let types = ("[Content_Types].xml", "<Types/>")
    let signed = try archive([types, ("_xmlsignatures/sig1.xml", "x")])
    #expect(Metadata.clean(signed) == .damaged(kind: "Office"))
    #expect(Metadata.clean(try archive([("a.jpg", "x")])) == .notPossible(kind: "ZIP"))
  }

  @Test func whatIsCutIsNotCalledCleanAndNothingCrashes() throws {
    let document = try archive([("[Content_Types].xml", "<Types/>"), ("docProps/core.xml", "Camille")])
    for length in 64..<document.count {
      if case .cleaned = Metadata.clean(Array(document[..<length])) { Issue.record("cut at \(length)") }
    }
    for index in document.indices {
      var other = document
      other[index] ^= 0xFF
      _ = Metadata.clean(other)
    }
  }
}

private let pythons: [String] = ["/usr/bin/python3", "/usr/local/bin/python3"]
private let python: String? = pythons.first { access($0, X_OK) == 0 }
