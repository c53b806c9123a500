import JSON
import PlainText

/// Where an event is: places, conferences, links.
enum ICSPlaces {
  static func read(_ component: ICSComponent) -> JSONObject {
    var result: JSONObject = [:]
    result["locations"] = nonEmpty(locations(component))
    result["virtualLocations"] = nonEmpty(conferences(component))
    result["links"] = nonEmpty(links(component))
    return result
  }

  private static func nonEmpty(_ values: [JSONObject]) -> JSONValue? {
    guard !values.isEmpty else { return nil }
    return .object(Dictionary(uniqueKeysWithValues: values.enumerated().map { ("\($0 + 1)", .object($1)) }))
  }

  private static func locations(_ component: ICSComponent) -> [JSONObject] {
    var place: JSONObject = [:]
    if let text = component.first("LOCATION")?.text {
      let lines = CleanText.lines(text)
      if !lines.isEmpty { place["name"] = .string(CleanText.line(lines)) }
    }
    if let apple = component.first("X-APPLE-STRUCTURED-LOCATION") {
      place["coordinates"] = geo(apple.text)
      if place["name"] == nil, let title = apple.parameters["X-TITLE"] {
        place["name"] = .string(CleanText.line(title))
      }
      if let address = apple.parameters["X-ADDRESS"] {
        place["description"] = .string(CleanText.lines(ICSText.unescaped(address)))
      }
    }
    if let point = component.first("GEO") {
      place["coordinates"] =
        geo("geo:" + point.value.split(separator: ";").joined(separator: ",")) ?? place["coordinates"]
    }
    guard !place.isEmpty else { return [] }
    place["@type"] = "Location"
    return [place]
  }

  /// A geo URI (RFC 5870) whose numbers are on the globe.
  private static func geo(_ text: String) -> JSONValue? {
    guard text.lowercased().hasPrefix("geo:") else { return nil }
    let numbers = text.dropFirst(4).prefix { $0 != ";" }.split(separator: ",").map { Double($0) }
    guard numbers.count >= 2, let latitude = numbers[0], let longitude = numbers[1], abs(latitude) <= 90,
      abs(longitude) <= 180
    else { return nil }
    return .string("geo:\(latitude),\(longitude)")
  }

  private static let conferenceNames: Set<String> = [
    "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK",
  ]

  private static func conferences(_ component: ICSComponent) -> [JSONObject] {
    component.properties.filter { conferenceNames.contains($0.name) }.compactMap { property in
      guard let uri = address(property.text) else { return nil }
      var place: JSONObject = ["@type": "VirtualLocation", "uri": .string(uri)]
      if let label = property.parameters["LABEL"] { place["name"] = .string(CleanText.line(label)) }
      let features = (property.parameters["FEATURE"] ?? "").lowercased().split(separator: ",").map {
        (String($0), JSONValue.bool(true))
      }
      if !features.isEmpty { place["features"] = .object(Dictionary(features) { first, _ in first }) }
      return place
    }
  }

  private static func links(_ component: ICSComponent) -> [JSONObject] {
    let pages = component.all("URL").compactMap { address($0.text) }
    let files = component.all("ATTACH").filter { $0.parameters["VALUE"] != "BINARY" }.compactMap { address($0.text) }
    return pages.map { ["@type": "Link", "href": .string($0)] }
      + files.map { ["@type": "Link", "href": .string($0), "rel": "enclosure"] }
  }

  /// One word that begins with a scheme.
  private static func address(_ text: String) -> String? {
    let line = CleanText.line(text, bytes: 4096)
    guard let colon = line.firstIndex(of: ":"),
      line[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }),
      !line.contains(" "), colon != line.startIndex, line[..<colon].lowercased() != "cid"
    else { return nil }
    return line
  }
}
