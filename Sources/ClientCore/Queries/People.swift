internal import GRDB

public struct PersonRow: Sendable, Hashable {
  public let key: ObjectKey
  public let principal: Principal
}
