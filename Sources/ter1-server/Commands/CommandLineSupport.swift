import ArgumentParser
import Glibc
import Localization
import TER1Server
import Text

/// `--data DIR`, which every subcommand takes.
struct DataOptions: ParsableArguments {
  @Option(name: .customLong("data"), help: ArgumentHelp(tr("The cooperative's folder."), valueName: "dir"))
  var directory: String

  func open(memberBytes: Int64? = nil) throws -> Cooperative {
    try reporting { () throws(CooperativeError) in try Cooperative(opening: directory, memberBytes: memberBytes) }
  }
}

/// A number of bytes as a person writes it: `500M`.
struct ByteSize: ExpressibleByArgument {
  let bytes: Int64

  init(bytes: Int64) { self.bytes = bytes }

  init?(argument: String) {
    let powers: [Character: Int64] = ["K": 10, "M": 20, "G": 30, "T": 40]
    let power = argument.last.flatMap { powers[$0] }
    guard let number = Int64(power == nil ? argument : String(argument.dropLast())), number >= 0,
      number <= Int64.max >> (power ?? 0)
    else { return nil }
    bytes = number << (power ?? 0)
  }

  var defaultValueDescription: String { "\(bytes >> 30)G" }
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
    case .unknownContainer, .unknownDevice, .noDevice: 66
    case .storage: 74
    }
  }
}

/// Runs `body`; what goes wrong is told in one line, neutralised, with the exit code of its kind.
func reporting<Result>(_ body: () throws(CooperativeError) -> Result) throws -> Result {
  do {
    return try body()
  } catch {
    throw failure(error.words(tr), error.exitCode)
  }
}

/// Tells the line on standard error, and gives what to throw.
func failure(_ line: String, _ code: Int32) -> ExitCode {
  warn(line)
  return ExitCode(code)
}

/// A line on standard error, neutralised.
func warn(_ line: String) {
  write(line: "ter1-server: " + UntrustedText(line).line.string, to: STDERR_FILENO)
}

func write(line: String, to descriptor: Int32) {
  var rest = Array((line + "\n").utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}
