import Bundles
import Foundation
import GRDB
import JSON

extension Cooperative {
  /// To a device of before there were bundles: only its token tells its key.
  func giveBundleKey(to device: Int64, _ token: String, of principal: String) throws {
    try write { transaction in
      try transaction.db.execute(
        sql: "UPDATE device SET bundleKey = ? WHERE seq = ?", arguments: [Devices.bundleKey(token), device])
      try transaction.publishBundleKeys(of: principal)
    }
  }
}

extension Transaction {
  /// All members learn the keys of a member's devices by his principal.
  func publishBundleKeys(of principal: String) throws {
    let keys = try db.bundleKeys(of: principal).map(\.text).sorted()
    try changePrincipal(principal) { $0["bundleKeys"] = keys.isEmpty ? nil : .array(keys.map(JSONValue.string)) }
  }
}

extension Database {
  func bundleKeys(of principal: String) throws -> [BundleKey] {
    try Data.fetchAll(
      self, sql: "SELECT bundleKey FROM device WHERE principalId = ? AND bundleKey IS NOT NULL", arguments: [principal]
    ).compactMap { BundleKey(bytes: Array($0)) }
  }
}
