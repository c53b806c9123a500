import Foundation
import TestSupport
import Testing

/// What a run of a program gave.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String

  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// The programs as they were built, run as a person would run them.
enum Programs {
  static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  static let client = folder.appending(path: "ter1").path
  static let server = folder.appending(path: "ter1-server").path

  /// - Parameter environment: all of it, beside PATH.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = "", closingOutput: Bool = false
  ) throws -> Outcome {
    let place = try TemporaryFolder()
    let variables = environment.merging(["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]) { own, _ in own }
    let (output, errors) = (try place.handle("output"), try place.handle("errors"))
    let (pipe, typed) = (Pipe(), try place.handle("input", content: input))
    if closingOutput { try pipe.fileHandleForReading.close() }
    let written = closingOutput ? pipe.fileHandleForWriting : output
    let child = try ChildProcess(
      arguments, environment: variables,
      redirecting: [0: typed.fileDescriptor, 1: written.fileDescriptor, 2: errors.fileDescriptor])
    return Outcome(status: child.wait(), output: try place.text("output"), errors: try place.text("errors"))
  }

  /// The line that a server says when it listens; nil when it ended, or said no such thing for a minute.
  static func firstLine(of server: ChildProcess, in output: String, where holds: (Substring) -> Bool) -> String? {
    for _ in 0..<3_000 where server.isRunning {
      let said = String(decoding: read(output) ?? [], as: UTF8.self)
      if let line = said.split(separator: "\n").first(where: holds), said.hasSuffix("\n") { return String(line) }
      usleep(20_000)
    }
    return nil
  }
}

/// A folder that goes with whoever holds it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "ter1-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
  }

  func handle(_ name: String, content: String = "") throws -> FileHandle {
    let file = try write(name, content)
    return try #require(FileHandle(forUpdatingAtPath: file))
  }
}
