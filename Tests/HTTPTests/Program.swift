import Foundation
import TestSupport
import Testing

/// Another program, run to its end without a shell.
struct Program {
  let status: Int32
  let output: [UInt8]
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }

  init(_ path: String, _ arguments: [String], input: [UInt8]? = nil) throws {
    let folder = try TemporaryFolder()
    let child = try ChildProcess(
      [path] + arguments, output: folder.path + "/out", errors: folder.path + "/err",
      input: try folder.file("in", input ?? []))
    status = child.wait()
    output = Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out")))
    errors = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path + "/err")), as: UTF8.self)
  }
}

/// A folder that goes with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/ter1-http-\(UUID().uuidString.prefix(13))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
  }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}
