import Foundation
import Settings
import TestSupport
import Testing

/// A home with a synced cooperative in it, made once; each test takes a copy.
enum FilledHome {
  /// Sixty topics.
  static func usual() throws -> String { try made.get() }

  private static let made = Result { try make(subjects: nil) }
  private static let folder = Result { try TestSupport.TemporaryFolder() }

  /// - Parameter subjects: of the topics; nil: some sixty.
  static func make(subjects: [String]?) throws -> String {
    let work = try folder.get().path + "/" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    var arguments = [
      "/usr/bin/python3", URL(filePath: #filePath).deletingLastPathComponent().path + "/bytecost.py",
      URL(filePath: TmuxSession.program).deletingLastPathComponent().path, work, "--fill",
    ]
    if let subjects {
      try (subjects.joined(separator: "\n") + "\n").write(toFile: work + "/subjects", atomically: true, encoding: .utf8)
      arguments.append(work + "/subjects")
    }
    let log = work + "/log.txt"
    let status = try TestSupport.ChildProcess(arguments, output: log).wait()
    try #require(status == 0, "\((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
    return work + "/home"
  }
}
