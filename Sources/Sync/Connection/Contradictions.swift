import JSON
import Wire

/// What no honest server says, looked for in every answer before anything makes use of it.
enum Contradictions {
  /// States are kept and sent back with every request; the longest known ones have some 60 bytes.
  static let longestState = 1_024
  /// A token stands for the states of all types of all accounts.
  static let longestToken = 65_536
  private static let states = ["oldState", "newState", "state", "queryState", "oldQueryState", "newQueryState"]

  /// An answer speaks of the account that its call spoke of, and its states are such.
  static func check(_ response: Response, to request: Request) throws(SyncError) {
    let asked = Dictionary(request.methodCalls.map { ($0.callID, $0) }, uniquingKeysWith: { first, _ in first })
    for answer in response.methodResponses where answer.name != "error" {
      let (account, told) = (
        asked[answer.callID]?.arguments["accountId"]?.string, answer.arguments["accountId"]?.string
      )
      if let account, let told, account != told { throw .contradictory(.foreignAccount) }
      for name in states {
        if let state = answer.arguments[name]?.string { try check(state: state, longest: longestState) }
      }
    }
  }

  static func check(state: String, longest: Int = longestState) throws(SyncError) {
    let isPlain = state.utf8.count <= longest && state.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    guard isPlain else { throw .contradictory(.state) }
  }
}
