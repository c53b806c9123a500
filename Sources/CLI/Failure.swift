internal import Localization

/// Why a command ends, in words for a person.
struct Failure: Error {
  let status: ExitStatus
  /// What happened.
  let what: String
  /// What is safe all the same.
  var safe: String?
  /// What to do about it.
  var remedy: String?

  init(_ status: ExitStatus, _ what: String, safe: String? = nil, remedy: String? = nil) {
    (self.status, self.what, self.safe, self.remedy) = (status, what, safe, remedy)
  }

  /// The same, where it has to be said which account it is about.
  func of(_ account: String) -> Failure {
    Failure(status, tr("%1: %2", account, what), safe: safe, remedy: remedy)
  }

  var sentences: [String] { [what, safe, remedy].compactMap(\.self).filter { !$0.isEmpty } }
}
