internal import Glibc
public import Vault

/// The keyring of the desktop (GNOME's, KDE's, KeePassXC's), by libsecret's own program `secret-tool`: where nobody wants it, nothing of it
/// needs to be there (docs/adr/0026).
public enum DesktopKeyring {
  private static let program = "secret-tool"

  private static func attributes(_ name: String) -> [String] { ["application", "ter1", "vault", name] }

  /// Keeps the key under a name, and looks whether it is there.
  /// - Throws: `commandMissing` without the program; `commandFailed` where no keyring takes it.
  public static func keep(_ key: DatabaseKey, named name: String) throws(SettingsError) {
    let arguments = [program, "store", "--label=ter1"] + attributes(name)
    try hand(Array(key.hexadecimal.utf8), to: arguments)
    guard try self.key(named: name).hexadecimal == key.hexadecimal else {
      throw .commandFailed(command: program, status: 0)
    }
  }

  /// The key; a keyring that is locked asks its person, in a window of its own.
  /// - Throws: `commandMissing`; `commandFailed` where there is no keyring, or nothing under that name.
  public static func key(named name: String) throws(SettingsError) -> DatabaseKey {
    let text = try PasswordCommand([program, "lookup"] + attributes(name)).run()
    do { return try DatabaseKey(hexadecimal: text) } catch { throw .commandFailed(command: program, status: 0) }
  }

  /// Takes it out.
  /// - Throws: `commandFailed` where there is no keyring, or it was not there.
  public static func forget(named name: String) throws(SettingsError) {
    try hand([], to: [program, "clear"] + attributes(name))
  }

  private static func hand(_ input: [UInt8], to arguments: [String]) throws(SettingsError) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .commandMissing(command: program, errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let written = input.isEmpty ? 0 : write(ends[1], input, input.count)
    close(ends[1])
    guard written == input.count else { throw .commandMissing(command: program, errno: errno) }
    let status: Int32
    do throws(SpawnError) {
      status = try ChildProcess(arguments, redirecting: [0: ends[0]]).wait()
    } catch { throw .commandMissing(command: program, errno: error.errno) }
    guard status == 0 else { throw .commandFailed(command: program, status: status) }
  }
}
