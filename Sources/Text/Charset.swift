/// What a terminal or a pipe can be given, as the locale tells it.
public enum Charset: Sendable {
  case utf8
  /// Anything else is written in ASCII: `SafeText.ascii`.
  case ascii

  /// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty decides, by its name alone: the locale need not be installed.
  /// Without any of them the answer is UTF-8.
  public init(environment: [String: String]) {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let codeset = locale?.split(separator: ".").last?.prefix { $0 != "@" }.lowercased()
    self = codeset.map { ["utf-8", "utf8"].contains($0) } ?? true ? .utf8 : .ascii
  }

  /// The text as it may be written.
  public func encode(_ text: SafeText) -> SafeText { self == .utf8 ? text : text.ascii }
}
