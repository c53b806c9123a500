import CSodium

/// Names under which accounts go through one SOCKS proxy: Tor takes another circuit for each (IsolateSOCKSAuth), so that a server, or
/// who watches an exit, does not see two accounts come from one place. A name is a new one each time the program runs, and tells nothing
/// of the account.
enum Circuit {
  private static let key: [UInt8] = {
    var key = [UInt8](repeating: 0, count: 32)
    randombytes_buf(&key, key.count)
    return key
  }()

  static func name(of login: String) -> String {
    var digest = [UInt8](repeating: 0, count: 16)
    let text = Array(login.utf8)
    crypto_generichash(&digest, digest.count, text, UInt64(text.count), key, key.count)
    return Base64.encode(digest)
  }
}
