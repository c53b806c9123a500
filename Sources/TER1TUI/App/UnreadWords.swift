import ClientCore
import Localization
import Text

/// Says where reading on has led.
enum UnreadWords {
  static func text(_ place: UnreadPlace, _ tr: Catalog) -> SafeText {
    let title = place.title.line
    switch place.reason {
    case .mention: return SafeText(tr("You are named: %1", title))
    case .reply: return SafeText(tr("An answer to you: %1", title))
    case .event: return SafeText(tr("New or changed event: %1", title))
    case .vote: return SafeText(tr("A vote waits for you and closes soon: %1", title))
    case .topic: return SafeText(tr("New in the forums: %1", title))
    case .room: return SafeText(tr("New in the chat: %1", title))
    case .article: return SafeText(tr("News: %1", title))
    }
  }
}

extension UnreadPlace {
  /// The pane that it is read in.
  var pane: String {
    switch reason {
    case .event: EventsPane.name
    case .vote: VotesPane.name
    case .topic: ForumsPane.name
    case .room: ChatPane.name
    case .article: NewsPane.name
    case .mention, .reply: conversation.type == Channel.name ? ChatPane.name : ForumsPane.name
    }
  }
}
