import JSON

/// A calendar address as RFC 8984 has it: scheduling methods, of which `imip` is by mail.
enum SchedulingMethods {
  /// `mailto:anna@coop.example` → `{"imip": "mailto:anna@coop.example"}`
  static func methods(of address: JSONValue) -> JSONValue {
    guard let text = address.string else { return .null }
    return text.lowercased().hasPrefix("mailto:") ? ["imip": address] : ["other": address]
  }

  /// The one address that dialect C has room for.
  static func address(of methods: JSONValue) -> JSONValue {
    guard let methods = methods.object else { return .null }
    return methods["imip"] ?? methods.min { $0.key < $1.key }?.value ?? .null
  }
}
