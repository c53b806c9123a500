internal import GRDB

public struct FileDetail: Sendable {
  public let file: FileRow
  /// From the top down to its folder.
  public let path: [FileNode]
  /// How many things are in it, for a folder.
  public let children: Int?
}
