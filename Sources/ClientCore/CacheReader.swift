internal import GRDB

/// The read side of the cache: bounded, indexed, synchronous queries, each in its own file under Queries/. It may be handed to any
/// thread; a query never waits for a writer.
public struct CacheReader: Sendable {
  let pool: DatabasePool
}
