import ArgumentParser
import Glibc
import TER1Server
import Text

/// `--data DIR`, which every subcommand takes.
struct DataOptions: ParsableArguments {
  @Option(name: .customLong("data"), help: ArgumentHelp("The cooperative's folder.", valueName: "dir"))
  var directory: String

  func open() throws -> Cooperative {
    try reporting { () throws(CooperativeError) in try Cooperative(opening: directory) }
  }
}

/// What the exit code tells, in the terms of sysexits.h.
extension CooperativeError {
  var exitCode: Int32 {
    switch self {
    case .alreadyThere: 73
    case .notThere: 66
    case .notPermitted: 77
    case .newerSchema, .badHandle, .badPassword, .badName: 65
    case .served: 69
    case .unknownMember, .memberExists: 67
    case .unknownContainer, .unknownDevice: 66
    case .storage: 74
    }
  }
}

/// Runs `body`; what goes wrong is told in one line, neutralised, with the exit code of its kind.
func reporting<Result>(_ body: () throws(CooperativeError) -> Result) throws -> Result {
  do {
    return try body()
  } catch {
    throw failure(error.description, error.exitCode)
  }
}

/// Tells the line on standard error, and gives what to throw.
func failure(_ line: String, _ code: Int32) -> ExitCode {
  write(line: "ter1-server: " + UntrustedText(line).line.string, to: STDERR_FILENO)
  return ExitCode(code)
}

func write(line: String, to descriptor: Int32) {
  var rest = Array((line + "\n").utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}
