import Bundles
import ClientCore
import Glibc
import JSON
import Vault

extension BundleDesk {
  /// What waits, in order, as the server would be told it. What was refused, or came too late, stays out.
  func addOutbox(to content: inout BundleContent, _ now: Double) throws(BundleFailure) {
    let rows = try Self.cached { () throws(CacheError) in try cache.reader.outbox(limit: 10_000) }
    for entry in rows.map(\.entry) where entry.mutation.account == account.id && entry.state != .failed {
      guard entry.mutation.expiresAt.map({ $0 > now }) ?? true else { continue }
      if case .upload(let spool, _, let size, _) = entry.mutation.action {
        content.blobs.append(try file(spool, size))
        content.entries.append(upload(entry, blob: content.blobs.count - 1))
      } else if let spoken = spoken(entry) {
        content.entries.append(spoken)
      }
    }
  }

  /// nil: there is nothing to be said to this server.
  private func spoken(_ entry: OutboxEntry) -> BundleEntry? {
    let mutation = entry.mutation
    guard let dialect = dialects[mutation.type, account],
      let action = try? dialect.action(for: mutation, [:])  // What cannot be said is told when it is to be sent.
    else { return nil }
    switch action.verb {
    case .create(let properties): return made(entry, .create, properties)
    case .update(let patch): return made(entry, .update, patch)
    case .destroy: return made(entry, .destroy, [:])
    }
  }

  private func made(_ entry: OutboxEntry, _ action: BundleEntry.Action, _ content: JSONObject) -> BundleEntry {
    BundleEntry(
      key: key(entry, action, content), type: entry.mutation.type.rawValue, id: entry.mutation.id.rawValue,
      action: action, content: content, basis: entry.basis)
  }

  private func upload(_ entry: OutboxEntry, blob: Int) -> BundleEntry {
    BundleEntry(
      key: key(entry, .upload, [:]), type: Blob.name.rawValue, id: entry.mutation.id.rawValue, action: .upload,
      blob: blob)
  }

  private func key(_ entry: OutboxEntry, _ action: BundleEntry.Action, _ content: JSONObject) -> String {
    BundleEntry.key(of: [
      "\(entry.createdAt)", entry.mutation.type.rawValue, action.rawValue, JSONValue.object(content).text,
    ])
  }

  func file(_ spool: String, _ size: Int) throws(BundleFailure) -> [UInt8] {
    let descriptor = open(cache.spoolPath(spool), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable }
    defer { close(descriptor) }
    do {
      let bytes = try ContentFile(descriptor: descriptor, key: cache.key).read(at: 0, count: size)
      guard bytes.count == size else { throw BundleFailure.unreadable }
      return bytes
    } catch { throw .unreadable }
  }
}
