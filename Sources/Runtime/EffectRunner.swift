import ClientCore
import Dispatch
import Foundation
import Localization
import Settings
import Sync
import Synchronization
import TER1TUI
import Text

/// Does what the interface asks for, away from the keys: writes to the cache one after another, and what the network is to do
/// in the engines. What comes of it goes into the inbox.
final class EffectRunner: Sendable {
  let cache: Cache
  let inbox: Inbox
  let engines: [(login: String, engine: SyncEngine)]
  let links: [Configuration.Link]
  /// Writes are done in order, and all of them before the program ends.
  let writes = DispatchQueue(label: "ter1.writes", qos: .userInitiated)
  let reads = DispatchQueue(label: "ter1.reads", qos: .userInitiated, attributes: .concurrent)
  var tr: Catalog { words.tr }
  let words: LinkWords
  let keepPolicy: @Sendable (String, LinkPolicy) -> String?
  private let unlock: @Sendable (String) -> UnlockAnswer
  let now: @Sendable () -> Double
  let zone: TimeZone
  /// What is being fetched.
  let asked = AskedHistory()
  private let keepsMetadata: Bool
  private let blur: SendingBlur
  private let lastRead = LastRead()
  /// What the cache said when it was last asked whether another process wrote to it, and whether it is being asked.
  private let counter = Mutex<(seen: Int?, isAsked: Bool)>((nil, false))
  let spelling: SpellProgram
  let environment: [String: String]
  let hasBlocks: Bool
  let feedTransport: (any Transport)?

  init(_ configuration: Configuration, inbox: Inbox) {
    let words = LinkWords(configuration)
    (cache, self.inbox, self.words) = (configuration.cache, inbox, words)
    unlock = configuration.unlock
    (keepPolicy, now, zone) = (configuration.keepPolicy, configuration.now, configuration.zone)
    spelling = SpellProgram(environment: configuration.environment)
    (environment, hasBlocks) = (configuration.environment, configuration.settings.hasBlocks)
    (keepsMetadata, blur) = (configuration.keepsMetadata, configuration.blur)
    feedTransport = configuration.feedTransport
    links = configuration.links
    engines = configuration.links.map { link in
      let login = link.login.name
      let engine = SyncEngine(login: link.login, cache: configuration.cache, transport: link.transport) { event in
        for event in words.events(event, login: login) { inbox.post(event) }
      }
      return (login, engine)
    }
  }

  func startSyncing() {
    for (_, engine) in engines { Task { await engine.run() } }
  }

  /// Ends the engines and waits until everything is written.
  func finish() {
    for (_, engine) in engines { Task { await engine.stop() } }
    flush()
  }

  /// Waits until everything asked for so far is done.
  func flush() {
    writes.sync {}
    reads.sync(flags: .barrier) {}
  }

  func perform(_ effect: Effect) {
    switch effect {
    case .enqueue(let mutations): enqueue(mutations)
    case .takeBack(let takeBack): self.takeBack(takeBack)
    case .retry(let entry): change { cache throws(CacheError) in try cache.retry(entry) }
    case .expire(let account, let now):
      change(leavesNow: false) { cache throws(CacheError) in try cache.expire(account, now: now) }
    case .pauseUpload(let entry): change { cache throws(CacheError) in try cache.pause(upload: entry) }
    case .drop(let entry): change { cache throws(CacheError) in try cache.drop(entry) }
    case .replace(let entry, let mutation):
      change { cache throws(CacheError) in try cache.replace(entry, with: mutation) }
    case .upload(let files, let account, let then): upload(files, account, then)
    case .spell(let question): spell(question)
    case .look(let file): look(at: file)
    case .lookInto(let check): look(into: check)
    case .saveDraft(let draft): write { cache throws(CacheError) in try cache.saveDraft(draft) }
    case .deleteDraft(let id): write { cache throws(CacheError) in try cache.deleteDraft(id) }
    case .saveNote(let name, let value): write { cache throws(CacheError) in try cache.setNote(name, value) }
    case .seenChange(let event): write { cache throws(CacheError) in try cache.forgetAlarm(event) }
    case .read(let pane, let tag, let query): read(pane, tag, query)
    case .syncNow: syncNow()
    case .readFeeds: readFeeds()
    case .exportBundle(let order): exportBundle(order)
    case .importBundles(let paths): importBundles(paths)
    case .forgetBundle(let bundle): forgetBundle(bundle)
    case .follow(let login, let policy): follow(policy, login)
    case .digest(let since, let account, let isFromCache): digest(since, account, isFromCache: isFromCache)
    case .liftBudget(let login): liftBudget(login)
    case .invite(let login, let note, let days): invite(login, note: note, days: days)
    case .fetch(let requests): fetch(requests)
    case .download(let download): self.download(download)
    case .pauseDownload(let id): stopDownload(id) { engine throws(SyncError) in try await engine.pauseDownload(id) }
    case .giveUpDownload(let id): stopDownload(id) { engine throws(SyncError) in try await engine.giveUpDownload(id) }
    case .writeFile(let path, let text): writeFile(path, text)
    case .unlock(let passphrase): tryToUnlock(passphrase)
    default: break
    }
  }

  // MARK: The cache

  func write(_ body: @escaping @Sendable (Cache) throws(CacheError) -> Void) {
    let (cache, inbox) = (cache, inbox)
    writes.async {
      do throws(CacheError) { try body(cache) } catch { inbox.post(.failed(error)) }
    }
  }

  /// Looks whether another process wrote to the cache; away from the keys, since the answer waits for whoever writes.
  func lookForOthers() {
    let isAsked = counter.withLock { state in
      defer { state.isAsked = true }
      return state.isAsked
    }
    guard !isAsked else { return }
    reads.async { [self] in
      do throws(CacheError) { note(counter: try cache.changeCounter()) } catch {
        counter.withLock { $0.isAsked = false }
        inbox.post(.failed(error))
      }
    }
  }

  private func note(counter now: Int) {
    let before = counter.withLock { state in
      defer { state = (now, false) }
      return state.seen
    }
    guard let before, before != now else { return }
    heedChoices()
    inbox.post(.cacheChanged(.everything))
  }

  private func enqueue(_ mutations: [Mutation]) {
    do throws(CacheError) {
      let mutations = try blur.blurred(mutations, now: now(), cache.reader)
      let leavesNow = mutations.contains { $0.notBefore == nil }
      change(leavesNow: leavesNow, hold: mutations.compactMap(\.notBefore).max()) { cache throws(CacheError) in
        try cache.enqueue(mutations)
      }
    } catch { inbox.post(.failed(error)) }
  }

  /// A write that is then sent.
  /// - Parameters:
  ///   - leavesNow: whether something of it is to be sent at once.
  ///   - hold: when something of it is to be sent later, in seconds since 1970.
  private func change(
    leavesNow: Bool = true, hold: Double? = nil, _ body: @escaping @Sendable (Cache) throws(CacheError) -> ChangeSet
  ) {
    let (inbox, engines) = (inbox, engines)
    if let hold { nudge(at: hold) }
    write { cache throws(CacheError) in
      inbox.post(.cacheChanged(try body(cache)))
      if leavesNow { Self.nudge(engines) }
    }
  }

  /// Whatever the link may be used for unasked: the person has asked for this.
  /// - Parameter time: in seconds since 1970.
  private func nudge(at time: Double) {
    let engines = engines
    DispatchQueue.global().asyncAfter(deadline: .now() + max(0, time - now()) + 0.05) { Self.nudge(engines) }
  }

  private static func nudge(_ engines: [(login: String, engine: SyncEngine)]) {
    for (_, engine) in engines { Task { await engine.nudge() } }
  }

  private func takeBack(_ takeBack: TakeBack) {
    let (inbox, blur, now) = (inbox, blur, now)
    change { cache throws(CacheError) in
      var (changes, lost) = try cache.takeBack(takeBack.undoings)
      if !takeBack.dropped.isEmpty {
        changes.merge(try cache.enqueue(blur.blurred(takeBack.dropped, now: now(), cache.reader)))
      }
      for note in takeBack.notes { try cache.setNote(note.name, note.before) }
      if !takeBack.notes.isEmpty { changes = .everything }
      inbox.post(.takenBack(takeBack, lost: lost))
      return changes
    }
  }

  private func read(
    _ pane: String, _ tag: String, _ query: @escaping @Sendable (CacheReader) throws(CacheError) -> any Sendable
  ) {
    let (cache, inbox, lastRead) = (cache, inbox, lastRead)
    let kind = pane + "." + tag.prefix { $0 != ":" }
    let number = lastRead.begin(kind)
    reads.async {
      // Whoever types on wants the answer for what stands there now.
      guard lastRead.isLast(number, kind) else { return }
      do throws(CacheError) {
        inbox.post(.answered(pane: pane, tag: tag, value: try query(cache.reader)))
      } catch {
        inbox.post(.failed(error))
      }
    }
  }

  /// Away from the keys: to work out a key takes a while by intention.
  private func tryToUnlock(_ passphrase: String) {
    let (inbox, unlock) = (inbox, unlock)
    reads.async { inbox.post(.unlocking(unlock(passphrase))) }
  }

  // MARK: Files

  private func look(into check: FileCheck) {
    let (inbox, tr, keepsMetadata) = (inbox, tr, keepsMetadata)
    reads.async {
      do throws(CacheError) {
        let leaving = try LeavingFile(check.path, keepsMetadata: keepsMetadata)
        let warning = leaving.warning(tr).map { UntrustedText($0).line }
        inbox.post(.lookedInto(check, warning: warning))
      } catch {
        inbox.post(.failed(error))
      }
    }
  }

  private func upload(
    _ files: [Sending], _ account: AccountID, _ then: @escaping @Sendable ([UploadedFile]) -> [Mutation]
  ) {
    change(hold: then(files.map(\.placeholder)).compactMap(\.notBefore).max()) { cache throws(CacheError) in
      let spooled = try files.map { file throws(CacheError) in try self.spool(file, account, cache) }
      let ends = then(spooled.map(\.file))
      // What goes with a text is of no use without it.
      let expiry = ends.allSatisfy { $0.expiresAt != nil } ? ends.compactMap(\.expiresAt).max() : nil
      let uploads = spooled.map { $0.upload.expiring(at: expiry) }
      let mutations = try self.blur.blurred(uploads + ends, now: self.now(), cache.reader)
      if let time = mutations.compactMap(\.notBefore).max() { self.nudge(at: time) }
      return try cache.enqueue(mutations)
    }
  }

  private func spool(
    _ sending: Sending, _ account: AccountID, _ cache: Cache
  ) throws(CacheError) -> (upload: Mutation, file: UploadedFile) {
    let name = sending.path.split(separator: "/").last.map { String($0) } ?? sending.path
    let leaving = try LeavingFile(sending.path, keepsMetadata: keepsMetadata)
    let content = try cache.spool(copying: leaving.path, type: MediaType.ofFile(named: name))
    if let words = leaving.warning(tr) { inbox.post(.notice(Notice(.warning, UntrustedText(words).line))) }
    let upload = Blob.upload(account, content: content, clientID: sending.clientID)
    var file = sending.placeholder
    if case .upload(_, let type, let size, let sha256) = content {
      file = UploadedFile(blobID: upload.id, name: name, type: type, size: size, sha256: sha256)
    }
    return (upload, file)
  }

  private func writeFile(_ path: String, _ text: String) {
    let (inbox, tr) = (inbox, tr)
    writes.async {
      let notice =
        switch NewFile.write(text, to: path) {
        case .success(let path): Notice(.success, SafeText(tr("Saved as") + " ") + UntrustedText(path).line)
        case .failure(let failure):
          Notice(.error, tr("%1 could not be written: %2", UntrustedText(path).line, failure.reason))
        }
      inbox.post(.notice(notice))
    }
  }
}
