import Glibc
import TestSupport

/// The real `ter1-server`, beside the tests in the build folder, serving a new cooperative on a loopback port.
final class ServerBinary: Sendable {
  static let path: String? = {
    let folder = String(
      CommandLine.arguments[0].prefix(
        upTo: CommandLine.arguments[0].lastIndex(of: "/") ?? CommandLine.arguments[0].startIndex))
    let candidates = [folder, ".build/debug", ".build/release"].map { $0 + "/ter1-server" }
    return candidates.first { (path: String) in access(path, X_OK) == 0 }
  }()

  static let isThere = Needed.brought(path != nil, "ter1-server is not built")

  struct DidNotStart: Error { let output: String }
  let folder: TemporaryFolder
  let url: String
  private let process: ChildProcess

  /// - Parameter arguments: of `serve`, beside its address and folder.
  init(binary: String, _ arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    let data = folder.file("data")
    try Self.run([binary, "init", "--data", data, "--name", "Union locale"])
    let password = folder.file("password")
    try Self.write("camarade ensemble\n", to: password)
    for (name, flags) in [("anna", ["--admin"]), ("bert", []), ("carl", [])] {
      try Self.run([binary, "user", "add", name, "--data", data, "--password-file", password] + flags)
    }
    let output = folder.file("output")
    process = try ChildProcess(
      [binary, "serve", "--data", data, "--listen", "127.0.0.1:0"] + arguments, output: output)
    url = try Self.address(in: output)
  }

  deinit { process.end() }

  func stop() { process.end() }

  private static func run(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    guard try ChildProcess(arguments, output: folder.file("output")).wait() == 0 else {
      throw DidNotStart(output: read(folder.file("output")))
    }
  }

  private static func address(in output: String) throws -> String {
    for _ in 0..<6_000 {
      if let line = read(output).split(separator: "\n").first(where: { $0.contains("listening on ") }),
        let url = line.split(separator: " ").last
      {
        return String(url)
      }
      usleep(10_000)
    }
    throw DidNotStart(output: read(output))
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw DidNotStart(output: path) }
    defer { fclose(file) }
    fputs(text, file)
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    return String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
  }
}
