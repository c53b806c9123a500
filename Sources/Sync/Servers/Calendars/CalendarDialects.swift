import ClientCore
import JSON
import Wire

/// A calendar, in whichever dialect.
struct CalendarTypeDialect: Dialect {
  static let type: TypeName = "Calendar"
  let dialect: CalendarDialect
  let viewerAddress: String?

  var type: TypeName { Self.type }
  var serverType: String { "Calendar" }
  var capabilities: Set<String> { [dialect.capability] }

  func translated(_ object: JSONObject) -> JSONObject? {
    CalendarReading(dialect: dialect, viewerAddress: viewerAddress).calendar(object)
  }
}

/// An event, in whichever dialect.
struct EventDialect: Dialect {
  static let type: TypeName = "CalendarEvent"
  let dialect: CalendarDialect

  var type: TypeName { Self.type }
  var serverType: String { "CalendarEvent" }
  var capabilities: Set<String> { [dialect.capability] }

  /// The others count their dates otherwise; their calendars are fetched whole.
  func arguments(of query: HistoryQuery) -> JSONObject? { dialect == .c ? query.ownArguments : nil }

  func translated(_ object: JSONObject) -> JSONObject? { EventReading(dialect: dialect).event(object) }

  func action(for mutation: Mutation, _ related: [ObjectKey: JSONObject]) throws(Untranslatable) -> SetAction {
    do throws(Unsayable) {
      switch mutation.action {
      case .create(let event): return SetAction(.create(try EventWriting.create(event, dialect)))
      case .update(let patch): return SetAction(.update(try EventWriting.update(patch, dialect)))
      case .destroy: return SetAction(.destroy)
      case .upload: throw Unsayable(properties: [])
      }
    } catch { throw Untranslatable("unsayable", properties: error.properties) }
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
  func speech(_ type: TypeName, viewerAddress: String?) -> (any Dialect)? {
    switch type {
    case CalendarTypeDialect.type: CalendarTypeDialect(dialect: self, viewerAddress: viewerAddress)
    case EventDialect.type: EventDialect(dialect: self)
    default: nil
    }
  }

  /// The member's own calendar address in an account, as far as the session tells it.
  static func viewerAddress(_ id: String, in session: Session) -> String? {
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
