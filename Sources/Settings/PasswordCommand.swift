internal import Glibc

/// A program that prints the password on its first line: a password store's, say.
public struct PasswordCommand {
  let arguments: [String]

  /// - Parameter arguments: the program, found by the PATH, and its arguments.
  public init(_ arguments: [String]) { self.arguments = arguments }

  private static let lengthLimit = 4_096

  public func run() throws(SettingsError) -> String {
    let command = arguments.joined(separator: " ")
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .commandMissing(command: command, errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let child = start(ends[1])
    close(ends[1])
    let output = firstBytes(of: ends[0])
    let status = try child.mapError { SettingsError.commandMissing(command: command, errno: $0.errno) }.get().wait()
    guard status == 0 else { throw .commandFailed(command: command, status: status) }
    guard let line = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).first else {
      throw .emptyPassword(source: command)
    }
    return String(line)
  }

  private func start(_ output: Int32) -> Result<ChildProcess, SpawnError> {
    do throws(SpawnError) { return .success(try ChildProcess(arguments, redirecting: [1: output])) } catch {
      return .failure(error)
    }
  }

  private func firstBytes(of file: Int32) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1_024)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return result }
      if result.count < Self.lengthLimit { result += buffer[..<count] }
    }
  }
}
