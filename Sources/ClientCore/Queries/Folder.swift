internal import GRDB

/// A file or folder, as its folder shows it.
public struct FileRow: Sendable, Hashable {
  public let key: ObjectKey
  public let node: FileNode
  public let createdBy: Author?
  public let download: Download?
  public let mark: Mark
}

/// A folder and part of what is in it: folders first, then files, in natural order.
public struct FolderPage: Sendable {
  public let account: Account
  /// From the top down to this folder; empty at the top.
  public let path: [FileNode]
  public let rows: Page<FileRow>
  /// New things may be put here, as far as is known.
  public let mayWrite: Bool
}
