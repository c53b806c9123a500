/// Why the cache could not do what it was asked, by what happens next.
public enum CacheError: Error, Hashable {
  /// The file system is full: what is typed stays in memory; free room and try again.
  case full(path: String)
  /// The file is no database, or a damaged one.
  /// - page: the number of the page that does not prove genuine, from 1; nil: the file is not encrypted, or its structure is damaged.
  case corrupt(path: String, page: Int?)
  /// Written by a newer version of the program; untouched.
  case newerSchema(path: String)
  /// The file or its folder cannot be read or written.
  case notWritable(path: String)
  /// A file that was to be read (for an upload) cannot be.
  case unreadable(path: String)
  /// Another program has the file open, and what was asked for would pull it away from under it.
  case inUse(path: String)
  /// The file is encrypted, with another key than the one given.
  case wrongKey(path: String)
  /// The file is encrypted, and no key was given.
  case isEncrypted(path: String)
  /// A key was given, and the file holds its content in the clear.
  case isPlain(path: String)
  case unknownType(TypeName)
  /// The object waits to be destroyed: nothing else can be asked of it.
  case beingDestroyed(ObjectKey)
  case storage(code: Int, message: String)
}
