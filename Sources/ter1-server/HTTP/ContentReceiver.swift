import Glibc

/// Takes the content of a request as it comes: inflated, counted, and in a file when it may be large.
final class ContentReceiver {
  enum Failure: Error {
    case broken, tooLarge
    case storage(String)
  }

  private let inflater: Inflater
  private let reception: Reception
  private var bytes: [UInt8] = []
  private var descriptor: Int32 = -1
  private var size = 0
  private var isFinished = false
  private(set) var failure: Failure?
  /// What came after the failure; a client that goes on and on is cut off.
  private(set) var discarded = 0

  /// nil when the coding is unknown.
  init?(_ reception: Reception, coding: String?) {
    self.reception = reception
    let most =
      switch reception {
      case .memory(let most), .file(_, let most), .piece(_, let most): most
      }
    guard let inflater = Inflater(coding, most: most) else { return nil }
    self.inflater = inflater
    if let path = reception.path {
      descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
      if descriptor < 0 { failure = .storage(String(cString: strerror(errno))) }
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func take(_ piece: UnsafeBufferPointer<UInt8>) {
    guard failure == nil else {
      discarded += piece.count
      return
    }
    do {
      try inflater.take(piece, keep)
    } catch let error as Failure {
      failure = error
    } catch {
      failure = error as? Inflater.Failure == .tooLarge ? .tooLarge : .broken
    }
  }

  private func keep(_ piece: UnsafeBufferPointer<UInt8>) throws {
    size += piece.count
    guard descriptor >= 0 else { return bytes.append(contentsOf: piece) }
    guard write(descriptor, piece.baseAddress, piece.count) == piece.count else {
      throw Failure.storage(String(cString: strerror(errno)))
    }
  }

  func finish() -> Result<HTTPContent, Failure> {
    if let failure { return .failure(failure) }
    guard inflater.isComplete else { return .failure(.broken) }
    isFinished = true
    return .success(reception.path.map { .file(path: $0, size: size) } ?? .memory(bytes))
  }

  /// Removes the file, when there is one and it is not wanted any more.
  func discard() {
    if case .piece = reception, !isFinished, failure == nil, size > 0 { return }
    if let path = reception.path { unlink(path) }
  }
}

extension Reception {
  fileprivate var path: String? {
    switch self {
    case .memory: nil
    case .file(let path, _), .piece(let path, _): path
    }
  }
}
