/// Which proxy an account's connections take: the account's setting, whatever the environment says; without one what the environment
/// says, as other programs do. `none` is a setting: no proxy, whatever the environment says.
struct ProxyChoice {
  /// nil: none.
  let url: String?
  /// The variable it comes from; nil: the setting.
  let variable: String?

  init(setting: String?, host: String, environment: [String: String]) {
    guard setting == nil else {
      (url, variable) = (setting == "none" || setting == "" ? nil : setting, nil)
      return
    }
    let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    let name = names.first { environment[$0]?.isEmpty == false }
    guard let name, !Self.isExcepted(host, environment) else {
      (url, variable) = (nil, nil)
      return
    }
    (url, variable) = (environment[name], name)
  }

  /// `no_proxy`: hosts and their domains, parted by commas; `*` for all.
  private static func isExcepted(_ host: String, _ environment: [String: String]) -> Bool {
    let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
    return list.split(whereSeparator: { $0 == "," || $0 == " " }).contains { entry in
      let name = entry.lowercased().drop { $0 == "." }
      return entry == "*" || host == name || host.hasSuffix("." + name)
    }
  }
}
