import Foundation
import JSON
import TestSupport
import Testing

/// The scripts beside these tests, and the programs as they were built.
enum Scripts {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
  static let python = "/usr/bin/python3"
  private static let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()
  static let ter1 = programs.appendingPathComponent("ter1").path
  static let server = programs.appendingPathComponent("ter1-server").path

  static var hasPython: Bool { Needed.brought(access(python, X_OK) == 0, "no python3 (Tools/packages test)") }

  /// Waits until a file has so many lines, and gives them.
  static func lines(of path: String, atLeast count: Int, seconds: Double = 60) throws -> [JSONValue] {
    for _ in 0..<Int(seconds * 50) {
      let lines = text(path).split(separator: "\n").map(String.init)
      if lines.count >= count { return try lines.map { try JSONValue(parsing: $0) } }
      usleep(20_000)
    }
    throw Missing(text: text(path))
  }

  static func text(_ path: String) -> String { String(decoding: read(path) ?? [], as: UTF8.self) }

  struct Missing: Error { let text: String }
}

/// A part of a bad link: `badlink.py`, until this goes.
final class BadLink: Sendable {
  let port: Int
  private let process: ChildProcess
  private let folder: TemporaryFolder

  init(_ arguments: [String]) throws {
    folder = try TemporaryFolder()
    let output = folder.file("output")
    process = try ChildProcess([Scripts.python, Scripts.folder + "/badlink.py"] + arguments, output: output)
    port = try #require(try Scripts.lines(of: output, atLeast: 1)[0]["port"]?.int)
  }

  deinit { end() }

  func end() { process.end(SIGKILL) }

  /// What it was asked so far, without its first line.
  func told(atLeast count: Int = 0) throws -> [JSONValue] {
    Array(try Scripts.lines(of: folder.file("output"), atLeast: count + 1).dropFirst())
  }
}
