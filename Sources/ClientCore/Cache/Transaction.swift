internal import GRDB

final class Transaction {
  let conversations = Conversations()
  let occurrences = Occurrences()
}
struct ConversationKey: Hashable {
  let account: AccountID
  let id: ObjectID
}
final class Conversations {
  func positionChanged(_ key: ConversationKey) throws {}
  func messageChanged(_ change: RowChange) throws {}
}
final class Occurrences {
  func eventChanged(_ change: RowChange) throws {}
  static func horizon(of event: CalendarEvent, now: Double) -> Int64 { 0 }
}
