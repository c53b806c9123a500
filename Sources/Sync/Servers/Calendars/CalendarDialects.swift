import ClientCore
import JSON
import Wire

/// A calendar, in whichever dialect.
struct CalendarTypeDialect: Dialect {
  static let type: TypeName = "Calendar"
  let dialect: CalendarDialect
  let viewerAddress: String?
  let isPersonal: Bool

  var type: TypeName { Self.type }
  var serverType: String { "Calendar" }
  var capabilities: Set<String> { [dialect.capability] }

  func translated(_ object: JSONObject) -> JSONObject? {
    CalendarReading(dialect: dialect, viewerAddress: viewerAddress, isPersonal: isPersonal).calendar(object)
  }
}

/// An event, in whichever dialect.
struct EventDialect: Dialect {
  static let type: TypeName = "CalendarEvent"
  let dialect: CalendarDialect
  /// Whether the account is the member's own, not one that is shared with him.
  let isPersonal: Bool
  let owner: CalendarOwner

  var type: TypeName { Self.type }
  var serverType: String { "CalendarEvent" }
  var capabilities: Set<String> { [dialect.capability] }

  let revisionArguments: JSONObject? = ["properties": ["id", "updated"]]
  func countArguments(since time: Int64?) -> JSONObject? { time == nil ? [:] : nil }

  func arguments(of query: HistoryQuery) -> JSONObject? {
    guard let arguments = query.ownArguments else { return nil }
    return dialect == .a ? Self.inUTC(arguments) : arguments
  }

  /// Dialect A counts in UTC, and clocks differ from it by a day at most: a day more on either side misses nothing.
  private static func inUTC(_ arguments: JSONObject) -> JSONObject {
    var arguments = arguments
    for (name, days) in [("after", -1), ("before", 1)] {
      guard let time = arguments["filter"]?[name]?.string.flatMap({ LocalTime($0) }) else { continue }
      arguments["filter"]?[name] = .string(LocalTime(seconds: time.seconds + Int64(days) * 86_400).string + "Z")
    }
    return arguments
  }

  func translated(_ object: JSONObject) -> JSONObject? { EventReading(dialect: dialect).event(object) }

  func action(for mutation: Mutation, _ related: [ObjectKey: JSONObject]) throws(Untranslatable) -> SetAction {
    do throws(Unsayable) {
      let arguments = scheduling(mutation)
      let known = related[ObjectKey(mutation.account, type, mutation.id)]
      switch mutation.action {
      case .create(let event):
        return SetAction(.create(try EventWriting.create(event, dialect, owner: owner)), arguments: arguments)
      case .update(let patch):
        let whole = EntryPatch(patch, onto: known)
        var action = SetAction(
          .update(try EventWriting.update(whole.patch, dialect, owner: owner)), arguments: arguments)
        action.restsOnState = whole.replacesMap
        return action
      case .destroy: return SetAction(.destroy, arguments: arguments)
      case .upload: throw Unsayable(properties: [])
      }
    } catch { throw Untranslatable("unsayable", properties: error.properties) }
  }

  func needsFresh(_ mutation: Mutation) -> Bool {
    guard case .update(let patch) = mutation.action else { return false }
    return patch.keys.contains(where: EntryPatch.isEntry)
  }

  /// An answer to an invitation in one's own calendar is for who sent it. Whatever is written in a shared one is there for all to see;
  /// but Cyrus 3.10, unless it is told not to, also puts it into the own calendars of whom it names.
  private func scheduling(_ mutation: Mutation) -> JSONObject {
    guard dialect != .a else { return [:] }
    if isPersonal, case .update(let patch) = mutation.action, patch.keys.allSatisfy({ $0.hasPrefix("participants/") }) {
      return ["sendSchedulingMessages": true]
    }
    return dialect == .b ? ["sendSchedulingMessages": false] : [:]
  }

  func translatedAnswer(_ answer: JSONObject, to mutation: Mutation) -> JSONObject {
    EventReading(dialect: dialect).event(answer)
  }

  func translatedError(_ error: SetError, of verb: SetAction.Verb) -> SetError {
    guard error.type == SetError.invalidProperties else { return error }
    switch error.properties {
    case ["uid"]: return SetError(SetError.alreadyExists)
    // Nobody moves an event to a calendar where he may not write: it is how Cyrus says that he may not.
    case ["calendarId"], ["calendarIds"]: return SetError(SetError.forbidden)
    default: return error
    }
  }

  func filter(finding create: JSONObject) -> JSONObject? {
    create["uid"].map { ["uid": $0] }
  }
}

extension CalendarDialect {
  /// How one of our types is spoken of to an account with calendars; nil where that is as for any account.
  func speech(_ type: TypeName, _ id: String, in session: Session) -> (any Dialect)? {
    let isPersonal = session.accounts[id]?.isPersonal ?? false
    switch type {
    case CalendarTypeDialect.type:
      let address = Self.viewerAddress(id, in: session)
      return CalendarTypeDialect(dialect: self, viewerAddress: address, isPersonal: isPersonal)
    case EventDialect.type:
      let owner = CalendarOwner(member: session.username, owner: id)
      return EventDialect(dialect: self, isPersonal: isPersonal, owner: owner)
    default: return nil
    }
  }

  /// The member's own calendar address in an account, as far as the session tells it.
  private static func viewerAddress(_ id: String, in session: Session) -> String? {
    guard let account = session.accounts[id] else { return nil }
    // In somebody else's calendars one acts as oneself, unless the server says otherwise.
    let actsAsSelf = (account.accountCapabilities[Capability.calendars]?["shareesActAs"]?.string ?? "self") == "self"
    let personal = session.accounts.filter(\.value.isPersonal).min { $0.key < $1.key }?.value
    let own = actsAsSelf ? personal ?? account : account
    let address = own.accountCapabilities[Capability.principals]?[Capability.calendars]
    return address?["calendarAddress"]?.string
      ?? address?["sendTo"].flatMap { SchedulingMethods.address(of: $0).string }
  }
}
