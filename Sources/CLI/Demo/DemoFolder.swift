internal import Foundation
internal import Localization

/// The private temporary folder of a demonstration. Its name ends in the process's number, so that what a killed one left behind
/// is recognised and removed by the next.
struct DemoFolder {
  let path: String

  private static let prefix = "ter1-demo-"

  init() throws(Failure) {
    let parent = FileManager.default.temporaryDirectory.path
    Self.removeLeftovers(in: parent)
    path = "\(parent)/\(Self.prefix)\(getuid())-\(getpid())"
    try? FileManager.default.removeItem(atPath: path)
    guard mkdir(path, 0o700) == 0 else {
      throw Failure(.cannotCreate, tr("%1 cannot be written: %2.", path, String(cString: strerror(errno))))
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static func removeLeftovers(in parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix("\(prefix)\(getuid())-") {
      guard let process = name.split(separator: "-").last.flatMap({ pid_t($0) }), kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
    }
  }
}
