import Compression
import JSON

@testable import Bundles

/// The reader of bundles: what lies in a file, and what an author whose signature is good may have put into it.
extension FuzzTarget {
  private static let secret = BundleSecret(seed: [UInt8](repeating: 7, count: BundleSecret.seedSize))

  @Sendable static func bundle(_ bytes: [UInt8]) {
    if let parts = try? BundlePart.read(bytes) {
      precondition(parts.flatMap(\.bytes) == bytes, "parts are written otherwise than they were read")
      for case .success(let bundle) in SealedBundle.gather(parts) {
        _ = try? secret.map { (secret) throws(BundleRefusal) in try bundle.open(with: [secret]) }
      }
    }
    // What a member signed is as foreign as what nobody did.
    let end = bytes.lastIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? bytes.count
    guard let content = try? BundleContent(Array(bytes[..<end]), blobs: Array(bytes[end...])),
      let again = try? BundleContent(content.text, blobs: content.blobs.flatMap(\.self))
    else { return }
    precondition(again.text == content.text, "content is read otherwise than it was written")
  }
}
