import CIcal

/// A component of an iCalendar file as plain values. Reading and unfolding is libical's work; what it refuses is told in `refused`.
struct ICSComponent {
  struct Property {
    /// Upper case.
    let name: String
    /// By upper-case name, without quotes.
    let parameters: [String: String]
    /// As it stands in the file, escapes included.
    let value: String

    /// The value as text (RFC 5545, section 3.3.11).
    var text: String { ICSText.unescaped(value) }
  }

  let name: String
  private(set) var properties: [Property] = []
  private(set) var children: [ICSComponent] = []
  /// What libical could not read, in its words.
  private(set) var complaints: [String] = []
  var refused: [ICSProblem] { complaints.map { ICSProblem(libical: $0) } }

  /// - Returns: the outermost components of the text.
  static func components(of text: String) -> [ICSComponent] {
    icalerror_set_errors_are_fatal(0)
    guard let root = icalparser_parse_string(text) else { return [] }
    defer { icalcomponent_free(root) }
    let whole = ICSComponent(root, depth: 0)
    return whole.name == "XROOT" ? whole.children : [whole]
  }

  func first(_ name: String) -> Property? { properties.first { $0.name == name } }
  func all(_ name: String) -> [Property] { properties.filter { $0.name == name } }

  private init(_ component: OpaquePointer, depth: Int) {
    let kind = icalcomponent_isa(component)
    let known = icalcomponent_kind_to_string(kind).map { String(cString: $0) }
    name = (kind == ICAL_XROOT_COMPONENT ? "XROOT" : known ?? "X").uppercased()
    readProperties(component)
    guard depth < 16 else { return }
    var child = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT)
    while let current = child {
      children.append(ICSComponent(current, depth: depth + 1))
      child = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)
    }
  }

  private mutating func readProperties(_ component: OpaquePointer) {
    var property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY)
    while let current = property {
      let value = icalproperty_get_value_as_string_r(current)
      defer { icalmemory_free_buffer(value) }
      let text = value.map { String(cString: $0) } ?? ""
      if icalproperty_isa(current) == ICAL_XLICERROR_PROPERTY {
        complaints.append(text)
      } else if let name = icalproperty_get_property_name(current) {
        properties.append(
          Property(name: String(cString: name).uppercased(), parameters: Self.parameters(of: current), value: text))
      }
      property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)
    }
  }

  private static func parameters(of property: OpaquePointer) -> [String: String] {
    var result: [String: String] = [:]
    var parameter = icalproperty_get_first_parameter(property, ICAL_ANY_PARAMETER)
    while let current = parameter {
      if let written = icalparameter_as_ical_string_r(current) {
        let parts = String(cString: written).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        icalmemory_free_buffer(written)
        if parts.count == 2 { result[parts[0].uppercased()] = parts[1].filter { $0 != "\"" } }
      }
      parameter = icalproperty_get_next_parameter(property, ICAL_ANY_PARAMETER)
    }
    return result
  }
}

/// The escapes of iCalendar.
enum ICSText {
  static func unescaped(_ value: String) -> String {
    guard value.contains("\\") else { return value }
    var result = ""
    var isEscape = false
    for character in value {
      if isEscape {
        result.append(character == "n" || character == "N" ? "\n" : character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// The parts of a list, split at the commas that are not escaped.
  static func list(_ value: String) -> [String] {
    var parts = [""]
    var isEscape = false
    for character in value {
      if character == ",", !isEscape { parts.append("") } else { parts[parts.count - 1].append(character) }
      isEscape = character == "\\" && !isEscape
    }
    return parts.map(unescaped)
  }
}
