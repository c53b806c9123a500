/// How a command ended, for scripts: sysexits(3)'s numbers. Documented in ter1(1); never changed.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// The command line is wrong.
  case usage = 64
  /// What was given to it cannot be used: not UTF-8, empty, refused by the server.
  case data = 65
  /// No such board, room, message, file, account.
  case notFound = 66
  /// The server cannot be reached, or is no server of ours.
  case unreachable = 69
  case `internal` = 70
  /// A file cannot be created.
  case cannotCreate = 73
  /// A file or a pipe cannot be read or written.
  case inputOutput = 74
  /// It waits in the outbox and is sent later.
  case queued = 75
  /// Wrong name or password, or no right to do it.
  case denied = 77
  /// A settings file has to be mended.
  case configuration = 78
}
