import CTerminal
import Glibc

/// Keeps what ncurses writes from the terminal, so that it can be shortened and counted: ncurses writes to the descriptor of
/// standard output by itself and tells nobody.
final class CaughtOutput {
  /// The terminal.
  private let terminal: Int32
  /// Where the bytes go meanwhile.
  private let memory: Int32

  /// nil where the system gives no descriptors: then everything goes out as ncurses writes it.
  init?() {
    terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    memory = ter1_memory_file()
    guard terminal >= 0, memory >= 0 else { return nil }
  }

  deinit {
    if terminal >= 0 { close(terminal) }
    if memory >= 0 { close(memory) }
  }

  /// What is written to standard output meanwhile. Nobody else may write to it.
  func bytes(of body: () -> Void) -> [UInt8] {
    guard dup2(memory, STDOUT_FILENO) >= 0 else {
      body()
      return []
    }
    body()
    dup2(terminal, STDOUT_FILENO)
    return takeAll()
  }

  private func takeAll() -> [UInt8] {
    let size = Int(lseek(memory, 0, SEEK_CUR))
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, pread(memory, buffer.baseAddress, size, 0))
    }
    lseek(memory, 0, SEEK_SET)
    return bytes
  }

  /// Waits for a slow terminal. What a terminal that is gone does not take is lost, as everything is then.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
