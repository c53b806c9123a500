import ClientCore
import Dispatch
import Localization
import Sync
import TER1TUI
import Text

/// What goes over the link, and what it cost.
extension EffectRunner {
  /// Asks all servers for news, and tells what came of it: last what stays in sight.
  func syncNow() {
    let (inbox, words) = (inbox, words)
    guard !engines.isEmpty else {
      return inbox.post(.notice(Notice(.warning, words.tr("There is no server that could be asked"))))
    }
    Task {
      let outcomes = await withTaskGroup(of: (received: Int, fault: LinkFault?).self) { group in
        for (login, engine) in engines { group.addTask { await Self.refreshed(engine, login, words) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let (received, faults) = (outcomes.reduce(0) { $0 + $1.received }, outcomes.compactMap(\.fault))
      if faults.isEmpty || received > 0 {
        let news = received > 0 ? words.tr(received, "%1 new thing", "%1 new things") : words.tr("Nothing new")
        inbox.post(.notice(Notice(.success, news)))
      }
      for fault in faults { inbox.post(.notice(Notice(.warning, fault.sentences))) }
    }
  }

  private static func refreshed(
    _ engine: SyncEngine, _ login: String, _ words: LinkWords
  ) async -> (received: Int, fault: LinkFault?) {
    do throws(SyncError) { return (try await engine.refreshed(), nil) } catch { return (0, words.fault(error, login)) }
  }

  func follow(_ policy: LinkPolicy, _ login: String) {
    let (inbox, tr, keepPolicy, now) = (inbox, tr, keepPolicy, now)
    for (name, engine) in engines where name == login { Task { await engine.follow(policy) } }
    write { cache throws(CacheError) in try cache.note(chosen: policy, login: login, now: now()) }
    writes.async {
      guard let reason = keepPolicy(login, policy) else { return }
      inbox.post(.notice(Notice(.warning, tr("It holds until you leave: %1", reason))))
    }
  }

  /// Somebody else wrote to the cache: it may be what a person chose for the link with another program.
  func heedChoices() {
    let inbox = inbox
    for (_, engine) in engines {
      Task {
        do throws(SyncError) { try await engine.heedChoices() } catch {
          if case .cache(let failure) = error { inbox.post(.failed(failure)) }
        }
      }
    }
  }

  func liftBudget(_ login: String) {
    let inbox = inbox
    for (name, engine) in engines where name == login {
      Task {
        do throws(SyncError) { try await engine.liftBudget() } catch {
          if case .cache(let failure) = error { inbox.post(.failed(failure)) }
        }
      }
    }
  }

  // MARK: The digest

  /// Where it cannot be fetched it is made of what is here, and that is said.
  /// - Parameters:
  ///   - since: seconds since 1970.
  ///   - isFromCache: whether nobody is to be asked.
  func digest(_ since: Double, _ account: AccountID?, isFromCache: Bool) {
    let (inbox, engines, now) = (inbox, isFromCache ? [] : engines, now)
    write { cache throws(CacheError) in
      let accounts = try cache.reader.accounts().filter { account == nil || $0.id == account }
      for account in accounts where !engines.contains(where: { $0.login == account.login }) {
        let made = try cache.reader.madeDigest(account.id, since: since, now: now())
        inbox.post(.cacheChanged(try cache.keep(digest: made, of: account.id)))
      }
      let logins = Set(accounts.map(\.login))
      for (login, engine) in engines where logins.contains(login) {
        Task { await self.fetchDigest(since, engine, login) }
      }
    }
  }

  private func fetchDigest(_ since: Double, _ engine: SyncEngine, _ login: String) async {
    do throws(SyncError) { try await engine.digest(since: since) } catch {
      inbox.post(.notice(Notice(.information, tr("Made of what is here: %1", words.fault(error, login).long))))
      await makeDigest(since, engine)
    }
  }

  private func makeDigest(_ since: Double, _ engine: SyncEngine) async {
    do throws(SyncError) { try await engine.digestFromCache(since: since) } catch {
      if case .cache(let failure) = error { inbox.post(.failed(failure)) }
    }
  }

  // MARK: The terminal

  /// Adds what was written to the terminal to the sums of the day.
  func add(_ uses: [UsePlace: LinkUse]) {
    let (now, day) = (now(), LocalDay(zone))
    write { cache throws(CacheError) in try cache.add(uses, login: "", now: now, in: day) }
  }
}
