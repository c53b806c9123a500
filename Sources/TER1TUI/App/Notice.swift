public import Text

/// Something to tell the person, on the last line until the next key; kept in the journal.
public struct Notice: Hashable, Sendable {
  public enum Severity: Int, Comparable, Sendable {
    case information, success, warning, error
    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
  }

  public let severity: Severity
  public let text: SafeText
  /// Whether it is true only while something waits in the outbox.
  var isWhileWaiting = false

  public init(_ severity: Severity, _ text: SafeText) { (self.severity, self.text) = (severity, text) }
  public init(_ severity: Severity, _ text: String) { self.init(severity, SafeText(text)) }

  /// The style it is shown in, and the word before it, so that colour is never alone.
  var style: Style {
    switch severity {
    case .information: Style(.text)
    case .success: Style(.success)
    case .warning: Style(.warning)
    case .error: Style(.error)
    }
  }

  var mark: String {
    switch severity {
    case .information: "· "
    case .success: "✓ "
    case .warning: "! "
    case .error: "× "
    }
  }
}
