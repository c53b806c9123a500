import Foundation
import Glibc

/// Tools/cyrus, run by ourselves or by somebody without rights.
final class CyrusTool: Sendable {
  /// A new folder for a server, which the tool removes.
  let folder: String
  private let command: [String]
  private let environment: [String: String]

  init(_ owner: CyrusServer.Owner) throws {
    let template = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/ter1-cyrus-XXXXXX"
    var bytes = Array(template.utf8CString)
    guard mkdtemp(&bytes) != nil else { throw CyrusServer.NotStarted(description: "no folder: \(errno)") }
    folder = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    var environment = ProcessInfo.processInfo.environment
    if owner == .us || getuid() != 0 {
      command = ["/bin/bash", Self.clone + "/Tools/cyrus"]
    } else {
      environment = try Self.prepare(folder, environment)
      command = [
        "/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "/bin/bash", folder + "/cyrus",
      ]
    }
    self.environment = environment
  }

  private static let clone = String(#filePath.dropLast("/Tests/TestSupport/CyrusTool.swift".count))

  /// The clone may lie where nobody else may look: he gets copies, which are his.
  private static func prepare(_ folder: String, _ environment: [String: String]) throws -> [String: String] {
    let files = FileManager.default
    let unpacked = environment["CYRUS_UNPACKED"] ?? clone + "/.build"
    try files.copyItem(atPath: clone + "/Tools/cyrus", toPath: folder + "/cyrus")
    try files.createDirectory(atPath: folder + "/unpacked", withIntermediateDirectories: false)
    for name in CyrusServer.Version.allCases.map({ "cyrus-" + $0.rawValue })
    where files.fileExists(atPath: unpacked + "/" + name) {
      try files.copyItem(atPath: unpacked + "/" + name, toPath: folder + "/unpacked/" + name)
    }
    guard let nobody = getpwnam("nobody") else {
      throw CyrusServer.NotStarted(description: "there is no user \"nobody\"")
    }
    let inside = files.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    for path in [folder] + inside.map({ folder + "/" + $0 }) {
      lchown(path, nobody.pointee.pw_uid, nobody.pointee.pw_gid)
    }
    return environment.merging(["CYRUS_UNPACKED": folder + "/unpacked", "HOME": folder]) { $1 }
  }

  /// - Returns: the last line that it printed.
  func run(_ arguments: [String]) throws -> String {
    let output = try TemporaryFolder()
    let said = output.file("said")
    let child = try ChildProcess(command + arguments, environment: environment, output: said)
    let status = child.wait()
    let lines = String(decoding: read(said) ?? [], as: UTF8.self).split(separator: "\n")
    guard status == 0 else { throw CyrusServer.NotStarted(description: lines.joined(separator: "; ")) }
    return lines.last.map(String.init) ?? ""
  }
}
