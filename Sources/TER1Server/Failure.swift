import Glibc

/// An error of ours that a client is told of by a number alone: what went wrong, tables and paths included, stands under it on
/// standard error, where who runs the server looks.
public struct Failure: Sendable {
  /// What the client is told.
  public let words: String

  /// Writes it down.
  /// - Parameter place: what was being done; a name of ours.
  public init(_ error: any Error, in place: String) {
    let reference = Secrets.hexadecimal(Secrets.random(4))
    words = "reference \(reference)"
    Self.tell("ter1-server: \(reference): \(place): \(error)")
  }

  /// One line on standard error, in one write.
  static func tell(_ text: String) {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
    _ = line.withCString { Glibc.write(STDERR_FILENO, $0, strlen($0)) }
  }
}
