import Bundles
import ClientCore
import Dispatch
import Localization
import Sync
import TER1TUI
import Text

/// Bundles, made and taken without any network.
extension EffectRunner {
  func exportBundle(_ order: BundleOrder) {
    later { [self] in
      do throws(BundleTrouble) {
        let made = try written(order, now())
        inbox.post(.cacheChanged(made.changes))
        inbox.post(.notice(Notice(.success, sentence(made.bundle, made.names))))
      } catch { tell(error, of: order.account) }
    }
  }

  /// After all that was written before, and in nobody's way: a stick is slow, and drafts are to be kept meanwhile.
  private func later(_ body: @escaping @Sendable () -> Void) {
    writes.async { [reads] in reads.async(execute: body) }
  }

  private func written(
    _ order: BundleOrder, _ now: Double
  ) throws(BundleTrouble) -> (bundle: MadeBundle, names: [String], changes: ChangeSet) {
    var wish = BundleWish()
    (wish.members, wish.outbox, wish.since) = (order.members, order.members.isEmpty, order.since)
    let desk = try desk(of: order.account)
    do throws(BundleFailure) {
      let made = try desk.make(wish, now: now)
      let (names, changes) = try desk.write(made, to: order.path)
      return (made, names, changes)
    } catch { throw .failure(error) }
  }

  func importBundles(_ paths: [String]) {
    later { [self] in
      let parts: [BundlePart]
      do throws(BundleFiles.Trouble) { parts = try BundleFiles.read(try BundleFiles.expanded(paths)) } catch {
        return tell(.failure(.files(error)), of: nil)
      }
      let desks: [BundleDesk]
      do throws(BundleTrouble) { desks = try allDesks() } catch { return tell(error, of: nil) }
      for bundle in SealedBundle.gather(parts) {
        do throws(BundleFailure) { try take(bundle, at: desks, now()) } catch { tell(.failure(error), of: nil) }
      }
    }
  }

  private func take(
    _ bundle: Result<SealedBundle, BundleRefusal>, at desks: [BundleDesk], _ now: Double
  ) throws(BundleFailure) {
    let taken = try BundleDesk.take(bundle, at: desks, now: now)
    if case .merged(let report, _) = taken.intake { inbox.post(.cacheChanged(report.changes)) }
    inbox.post(.cacheChanged(Self.changes(taken.desk.account.id)))
    inbox.post(.notice(notice(taken.intake, taken.desk.account.id)))
  }

  /// The names of the bundles of an account are enough for who shows them to read again.
  private static func changes(_ account: AccountID) -> ChangeSet {
    var changes = ChangeSet()
    changes.insert(ObjectKey(account, KeptBundle.name, ""))
    return changes
  }

  func forgetBundle(_ bundle: KeptBundle) {
    let inbox = inbox
    write { cache throws(CacheError) in inbox.post(.cacheChanged(try cache.forget(bundle))) }
  }

  /// - Throws: why there is none.
  private func allDesks() throws(BundleTrouble) -> [BundleDesk] {
    var (desks, trouble): ([BundleDesk], BundleTrouble) = ([], .noLink)
    for link in links {
      do throws(BundleFailure) { desks.append(try BundleDesk(link.login, cache)) } catch { trouble = .failure(error) }
    }
    guard !desks.isEmpty else { throw trouble }
    return desks
  }

  private func desk(of account: AccountID) throws(BundleTrouble) -> BundleDesk {
    for link in links {
      do throws(BundleFailure) {
        let desk = try BundleDesk(link.login, cache)
        if desk.account.id == account { return desk }
      } catch {
        // Another login's trouble is not this account's.
        if try isOf(link.login.name, account) { throw .failure(error) }
      }
    }
    throw .noLink
  }

  private func isOf(_ login: String, _ account: AccountID) throws(BundleTrouble) -> Bool {
    do throws(CacheError) { return try cache.accounts(login: login).contains { $0.id == account } } catch {
      throw .failure(.cache(error))
    }
  }
}

/// Why a bundle was not made or taken.
enum BundleTrouble: Error {
  case failure(BundleFailure)
  /// No account here can have bundles.
  case noLink
}

// MARK: - Words

extension EffectRunner {
  private func sentence(_ made: MadeBundle, _ names: [String]) -> SafeText {
    let path = UntrustedText(names.first ?? "").line
    let more = names.count > 1 ? tr(names.count - 1, " and %1 more file", " and %1 more files") : ""
    let inside = BundleInside(made.kept, tr).short
    return SafeText(tr("Written: %1%2 (%3). %4", path, more, ByteCount.text(made.kept.size, tr), inside))
  }

  private func notice(_ intake: BundleIntake, _ account: AccountID) -> Notice {
    switch intake {
    case .parcel(let missing, let count) where !missing.isEmpty:
      let words = tr("Of the bundle’s %1 parts, these lack: %2.", count, BundleRefusal.list(missing))
      return Notice(.warning, words + " " + tr("What came is kept: import the others when they are here."))
    case .parcel:
      return Notice(.success, tr("A bundle for your server: it is handed in at the next sync."))
    case .merged(let report, let carrier):
      var words = tr(report.taken, "%1 thing is new here.", "%1 things are new here.")
      if report.known > 0 { words += " " + tr(report.known, "%1 was here.", "%1 were here.") }
      guard let carrier, report.taken > 0 else { return Notice(.success, words) }
      let name = name(of: carrier, account)
      let carried = tr("Carried by %1: your server confirms it, or takes it away, at the next sync.", name)
      return Notice(.success, words + " " + carried)
    }
  }

  /// Where even the name cannot be read, the id has to do.
  private func name(of member: ObjectID, _ account: AccountID?) -> String {
    guard let account, let row = try? cache.reader.member(ObjectKey(account, Principal.name, member)) else {
      return member.rawValue
    }
    return row.principal.name.line.string
  }

  private func tell(_ trouble: BundleTrouble, of account: AccountID?) {
    let words = BundleWords(tr)
    switch trouble {
    case .failure(.cache(let error)): inbox.post(.failed(error))
    case .failure(let failure):
      say([words.what(failure, name: { name(of: $0, account) }), words.remedy(failure)])
    case .noLink: say([tr("This account’s server knows no bundles.")])
    }
  }

  private func say(_ sentences: [String?]) {
    let text = sentences.compactMap(\.self).joined(separator: " ")
    inbox.post(.notice(Notice(.error, UntrustedText(text).line)))
  }
}
