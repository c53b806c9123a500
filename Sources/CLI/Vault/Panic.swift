internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import Sync
internal import Vault

/// Destroys what ter1 keeps on this machine: the key first, in an instant, then the files, then what servers gave us. What the key
/// opened is lost from the first step on, whatever becomes of the others.
struct Panic {
  let desk: Desk
  private let file: VaultFile
  /// What the servers gave us; read before the key goes.
  private let tokens: [(login: Login, token: String)]
  private let identity: String?
  /// Under which the desktop's keyring has the key.
  private let desktopIdentity: String?
  /// Names of logins whose secret cannot be read, and so not given back.
  private let unread: [String]

  /// - Parameter key: nil: it is locked, or nothing is encrypted.
  init(_ desk: Desk, key: DatabaseKey?) {
    self.desk = desk
    file = VaultFile(desk.folders)
    // Nothing here may stand in the way of the destruction: what cannot be read is not revoked, and that is told.
    let credentials = CredentialFiles(desk.folders, key: key)
    var tokens: [(login: Login, token: String)] = []
    var (logins, unread): ([Login], [String]) = ([], [])
    do throws(SettingsError) { logins = try desk.accountsFile.read() } catch {
      unread.append(tr("the servers of %1", desk.folders.accountsFile))
    }
    for login in logins where login.passwordCommand == nil {
      switch Result(catching: { () throws(SettingsError) in try credentials.secret(for: login) }) {
      case .success(.token(let token)): tokens.append((login, token))
      case .success(.password): break
      case .failure: unread.append(login.name)
      }
    }
    (self.tokens, self.unread) = (tokens, unread)
    switch (try? file.read())??.protection {
    case .passphrase(_, let identity)?: (self.identity, desktopIdentity) = (identity, nil)
    case .keyring(let identity)?: (self.identity, desktopIdentity) = (nil, identity)
    default: (identity, desktopIdentity) = (nil, nil)
    }
  }

  /// The key, then the files.
  /// - Returns: paths that are still there, and why.
  func destroy() -> [(path: String, reason: String)] {
    var left: [(path: String, reason: String)] = []
    if let desktopIdentity {
      do throws(SettingsError) { try DesktopKeyring.forget(named: desktopIdentity) } catch {
        left.append((tr("the desktop's keyring"), tr("it does not let go of the key")))
      }
    }
    do throws(SettingsError) { try file.destroy() } catch { left.append((file.path, "\(error)")) }
    if let identity { KernelKeyring.forget(named: identity) }
    let folders = desk.folders
    for path in [
      folders.credentials, folders.cacheFile, folders.cacheFile + "-wal", folders.cacheFile + "-shm", folders.state,
      folders.accountsFile, folders.cache, folders.downloads,
    ] where FileManager.default.fileExists(atPath: path) {
      do { try FileManager.default.removeItem(atPath: path) } catch {
        left.append((path, error.localizedDescription))
      }
    }
    return left
  }

  /// Asks every server to let this device in no more; one that does not answer within `seconds` is passed over.
  /// - Returns: names of logins whose token may still be good.
  func revoke(seconds: Double = 10) async -> [String] {
    let engine = CurlEngine()
    return await withTaskGroup(of: (String, Bool).self) { group in
      for (login, token) in tokens {
        group.addTask { (login.name, await Self.revoke(login, token, engine, within: seconds)) }
      }
      return await group.reduce(into: unread) { left, answer in if !answer.1 { left.append(answer.0) } }.sorted()
    }
  }

  /// All logins whose access was to be revoked.
  var logins: [String] { (tokens.map(\.login.name) + unread).sorted() }

  /// What is left after all, for the person.
  /// - Parameters:
  ///   - left: what `destroy` answered.
  ///   - open: what `revoke` answered.
  static func words(left: [(path: String, reason: String)], open: [String]) -> [String] {
    let access =
      open.isEmpty
      ? []
      : [
        tr(
          "The access of this device could not be revoked at: %1. From another one: ter1 devices revoke",
          open.joined(separator: ", "))
      ]
    return access + left.map { tr("%1 is still there: %2", $0.path, $0.reason) }
  }

  private static func revoke(_ login: Login, _ token: String, _ engine: CurlEngine, within seconds: Double) async
    -> Bool
  {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { await revoke(login, token, engine) }
      group.addTask {
        // Cut short when the server has answered.
        try? await Task.sleep(for: .seconds(seconds))
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
  }

  private static func revoke(_ login: Login, _ token: String, _ engine: CurlEngine) async -> Bool {
    guard let url = try? ServerURL(login.url) else { return false }
    let configuration = LoginConfiguration(
      name: login.name, sessionURL: url, domain: login.domain, credential: .bearer(token))
    let transport = CurlTransport(engine, options: Connection.options(login, host: url.host))
    // Why not is of no use any more: the person is told that it may still be good.
    return (try? await DeviceAccess(configuration, over: transport).revokeCurrent()) ?? false
  }
}
