/// What changed in the cache: names, never contents. Whoever shows something asks `touches` and reads again.
public struct ChangeSet: Sendable, Equatable {
  /// Changed objects. Empty with `isEverything` after a reset.
  public private(set) var objects: Set<ObjectKey> = []
  /// What lists the changed objects stand in: their channel, topic, calendar or folder.
  public private(set) var containers: Set<ObjectKey> = []
  /// Local ids that the server has since replaced by its own.
  public private(set) var renamed: [ObjectKey: ObjectID] = [:]
  /// More changed than is worth naming.
  public private(set) var isEverything = false

  /// Beyond this many objects a set only says "everything": the inbox stays bounded however long a burst lasts.
  public static let namingLimit = 2_000

  public init() {}
  public static var everything: ChangeSet {
    var set = ChangeSet()
    set.isEverything = true
    return set
  }

  public var isEmpty: Bool { !isEverything && objects.isEmpty && containers.isEmpty && renamed.isEmpty }

  public mutating func insert(_ object: ObjectKey, in containers: [ObjectKey] = []) {
    guard !isEverything else { return }
    objects.insert(object)
    self.containers.formUnion(containers)
    collapseIfLarge()
  }

  public mutating func rename(_ old: ObjectKey, to new: ObjectID) { renamed[old] = new }

  public mutating func merge(_ other: ChangeSet) {
    renamed.merge(other.renamed) { _, new in new }
    isEverything = isEverything || other.isEverything
    objects.formUnion(other.objects)
    containers.formUnion(other.containers)
    collapseIfLarge()
  }

  public func touches(_ type: TypeName) -> Bool { isEverything || objects.contains { $0.type == type } }
  public func touches(_ key: ObjectKey) -> Bool {
    isEverything || objects.contains(key) || containers.contains(key)
  }

  private mutating func collapseIfLarge() {
    guard isEverything || objects.count > Self.namingLimit else { return }
    isEverything = true
    objects = []
    containers = []
  }
}
