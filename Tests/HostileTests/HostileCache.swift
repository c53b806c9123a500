import ClientCore
import JSON
import Testing

@testable import Sync

/// A cache full of what a hostile server tells.
struct HostileCache {
  let account: AccountID
  private(set) var fields: Set<String> = []
  private(set) var plants = 0

  /// - Parameters:
  ///   - first: the first of the strings to be used.
  ///   - count: how many of them; each stands in each field of each type.
  init(filling cache: Cache, login: String = "ul", from first: Int, count: Int) async throws {
    let real = try await RealObjects.shared.value
    let strings = HostileStrings.all
    let name = strings[first % strings.count]
    let description = AccountDescription(
      jmapID: "a1", name: name, capabilities: real.account.capabilities, principalID: real.account.principalID)
    account = try #require(try cache.storeSession([:], login: login, accounts: [description]).first).id
    for type in Cache.syncedTypes.map(\.name) {
      let objects = real.objects[type] ?? []
      try #require(!objects.isEmpty, "the demonstration has no \(type): nothing of it is tried")
      // What the others refer to is there too, or they would not be found.
      _ = try await cache.apply([Delta(account: account, type: type, upserts: Array(objects.prefix(40)), newState: "1")]
      )
      var planted = try PlantedObjects(type, like: objects, strings: strings)
      for manner in PlantedObjects.Manner.allCases {
        let upserts = planted.objects(manner, from: first, count: count)
        _ = try await cache.apply([Delta(account: account, type: type, upserts: upserts, newState: "2")])
      }
      #expect(!planted.fields.isEmpty, "\(type) has no text")
      fields.formUnion(planted.fields)
      plants += planted.plants
    }
  }
}
