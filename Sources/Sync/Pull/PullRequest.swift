import ClientCore
import JSON
import Wire

/// The calls that ask for the next page of some units, and what to make of their answers.
struct PullRequest: Sendable {
  static let callsPerUnit = 3
  let units: [PullUnit]
  /// Whether to ask, before all else, for the token of now: what the pages bring is never older than it.
  var wantsToken = false

  var using: [String] {
    Set(units.flatMap(\.dialect.capabilities) + (wantsToken ? [Capability.sync] : [])).sorted()
  }

  /// `T/changes`, and `T/get` of what it names: one round trip.
  var methodCalls: [Invocation] { (wantsToken ? [SyncPage.call(states: [:])] : []) + pageCalls }

  /// nil: the server gave none.
  func token(in response: Response) -> String? {
    guard let arguments = try? response.result(of: SyncPage.callID) else { return nil }
    return (try? SyncPage(arguments))?.token
  }

  private var pageCalls: [Invocation] {
    units.enumerated().flatMap { index, unit in
      let account = JSONValue.string(unit.account.jmapID)
      let changes = Invocation(
        "\(unit.dialect.serverType)/changes",
        ["accountId": account, "sinceState": .string(unit.sinceState), "maxChanges": .int(Int64(unit.pageSize.size))],
        id: Self.id(index))
      return [changes]
        + ["created", "updated"].map { list in
          let reference = ResultReference(resultOf: changes.callID, name: changes.name, path: "/" + list)
          return unit.dialect.get(
            unit.arguments(of: list, ["#ids": reference.json]), unit.account, id: Self.id(index, list),
            isUpdate: list == "updated")
        }
    }
  }

  static func id(_ index: Int, _ list: String = "") -> String { "\(index)\(list.prefix(1))" }
}

extension PullUnit {
  /// Whether updated objects are not asked for whole at first.
  var hasBriefUpdates: Bool { dialect.updateArguments != nil || isPartial }

  fileprivate func arguments(of list: String, _ ids: JSONObject) -> JSONObject {
    guard list == "updated", isPartial, dialect.updateArguments == nil else { return ids }
    return ids.merging(["properties": ["channelId", "threadRootId", "receivedAt"]]) { ids, _ in ids }
  }
}

/// One unit's page, out of a response.
struct PulledPage: Sendable {
  var changes: Changes
  var objects: [JSONObject]
  /// What changed of some more, in the server's words: what `Dialect.updateArguments` asks for.
  var updates: [JSONObject] = []
  /// Named as changed, and gone by the time they were fetched, no longer readable, or nothing to us.
  var notFound: [String]
}

/// Why a page cannot be used.
enum PageFailure: Error, Hashable, Sendable {
  case method(MethodError)
  case unreadable(String)
}

extension PullRequest {
  /// The page of the unit at `index`: whole, or not at all.
  func page(_ index: Int, of response: Response) throws(PageFailure) -> PulledPage {
    let changes = try read(response, Self.id(index)) { arguments throws(WireError) in try Changes(arguments) }
    var page = PulledPage(changes: changes, objects: [], notFound: [])
    for (list, ids) in [("created", changes.created), ("updated", changes.updated)] where !ids.isEmpty {
      let result = try read(response, Self.id(index, list)) { arguments throws(WireError) in
        try GetResult(arguments)
      }
      try Self.verify(result, names: ids)
      if list == "updated", units[index].hasBriefUpdates {
        page.updates = result.list
        page.notFound += result.notFound
        continue
      }
      let ours = units[index].dialect.translated(result)
      page.objects += ours.list
      page.notFound += ours.notFound
    }
    return page
  }

  private func read<T>(
    _ response: Response, _ callID: String, _ parse: (JSONObject) throws(WireError) -> T
  ) throws(PageFailure) -> T {
    let arguments: JSONObject?
    do { arguments = try response.result(of: callID) } catch { throw .method(error) }
    guard let arguments else { throw .unreadable("no answer to \(callID)") }
    do { return try parse(arguments) } catch { throw .unreadable("\(error)") }
  }

  /// What a server leaves out silently would be lost for good once its state is kept.
  private static func verify(_ result: GetResult, names ids: [String]) throws(PageFailure) {
    let told = Set(result.list.compactMap { $0["id"]?.string }).union(result.notFound)
    guard told.isSuperset(of: ids) else { throw .unreadable("/get left out objects that /changes named") }
  }
}
