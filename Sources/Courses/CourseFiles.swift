internal import Foundation

/// The files of a folder that a course is made of, as they lie there. Below the folder no link is followed: what it leads to may be
/// anything that whoever reads the folder can read, and a course is published.
public struct CourseFiles: Sendable {
  public enum Problem: Error, Hashable {
    case missing
    /// A file stands there.
    case noFolder
  }

  /// By paths within the folder, with `/` between names.
  public private(set) var contents: [String: [UInt8]] = [:]
  public private(set) var faults: [Fault] = []
  private let top: String

  private static let endings = [".md", ".gift", ".txt", ".vtt", ".srt"]
  private static let most = 2_000
  /// Bytes of one file.
  private static let longest = 16_777_216
  private static let deepest = 64

  /// - Parameter folder: what a person named: a link to a folder is followed.
  public init(in folder: String) throws(Problem) {
    var status = stat()
    guard stat(folder, &status) == 0 else { throw .missing }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .noFolder }
    top = folder
    visit("", depth: 0)
  }

  private mutating func visit(_ folder: String, depth: Int) {
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: place(folder)).sorted() {
        add(folder.isEmpty ? name : folder + "/" + name, depth: depth + 1)
      }
    } catch { tell(folder, .badFile(error.localizedDescription)) }
  }

  private mutating func add(_ path: String, depth: Int) {
    var status = stat()
    guard lstat(place(path), &status) == 0 else { return tell(path, .badFile(Self.reason(errno))) }
    switch status.st_mode & S_IFMT {
    case S_IFLNK: tell(path, .link)
    case S_IFDIR where depth < Self.deepest: visit(path, depth: depth)
    case S_IFDIR: tell(path, .badFile("nested too deeply"))
    case S_IFREG: if belongs(path) { read(path) }
    default: tell(path, .notRegular)
    }
  }

  private func belongs(_ path: String) -> Bool {
    contents.count < Self.most && Self.endings.contains(where: path.lowercased().hasSuffix)
  }

  /// What has become a link or a pipe since it was looked at is not read either.
  private mutating func read(_ path: String) {
    let descriptor = open(place(path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return tell(path, .badFile(Self.reason(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return tell(path, .notRegular) }
    guard status.st_size <= Self.longest else { return tell(path, .tooLong(CourseFolder.longest)) }
    do { contents[path] = Array(try file.read(upToCount: Self.longest) ?? Data()) } catch {
      tell(path, .badFile(error.localizedDescription))
    }
  }

  private func place(_ path: String) -> String { path.isEmpty ? top : top + "/" + path }

  private mutating func tell(_ path: String, _ kind: Fault.Kind) { faults.append(Fault(path, 0, kind)) }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
