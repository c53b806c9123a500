import JSON
import PlainText

/// Who takes part in an event.
enum ICSPeople {
  private static let answers = [
    "ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative", "DELEGATED": "delegated",
  ]
  private static let roles = [
    "CHAIR": "chair", "OPT-PARTICIPANT": "optional", "NON-PARTICIPANT": "informational",
  ]

  static func read(_ component: ICSComponent) -> JSONObject {
    var people: [(address: String, person: JSONObject)] = []
    for property in component.all("ATTENDEE") { add(property, ["attendee"], to: &people) }
    let organizer = component.first("ORGANIZER")
    if let organizer { add(organizer, ["owner"], to: &people) }
    var result: JSONObject = [:]
    if let address = organizer.map(address) { result["organizerCalendarAddress"] = .string(address) }
    if !people.isEmpty {
      result["participants"] = .object(
        Dictionary(uniqueKeysWithValues: people.enumerated().map { ("p\($0 + 1)", .object($1.person)) }))
    }
    return result
  }

  private static func address(_ property: ICSComponent.Property) -> String {
    let text = CleanText.line(property.text, bytes: 1000)
    return text.contains(":") || !text.contains("@") ? text : "mailto:" + text
  }

  private static func add(
    _ property: ICSComponent.Property, _ ownRoles: [String], to people: inout [(address: String, person: JSONObject)]
  ) {
    let address = address(property)
    let key = address.lowercased()
    if let index = people.firstIndex(where: { $0.address == key }) {
      var roles = people[index].person["roles"]?.object ?? [:]
      for role in ownRoles { roles[role] = true }
      people[index].person["roles"] = .object(roles)
      return
    }
    let role = Self.roles[property.parameters["ROLE"]?.uppercased() ?? ""]
    let roles = ownRoles + (role.map { [$0] } ?? [])
    var person: JSONObject = [
      "@type": "Participant", "calendarAddress": .string(address),
      "roles": .object(Dictionary(roles.map { ($0, true) }) { first, _ in first }),
    ]
    if let name = property.parameters["CN"] { person["name"] = .string(CleanText.line(name, bytes: 255)) }
    let answer = answers[property.parameters["PARTSTAT"]?.uppercased() ?? ""]
    if ownRoles == ["attendee"] { person["participationStatus"] = .string(answer ?? "needs-action") }
    people.append((key, person))
  }
}
