import ClientCore
import Localization

extension Mark {
  /// The sign that follows what no server has taken yet; nothing for the rest.
  var span: Line {
    switch self {
    case .none: Line()
    case .pending: Line("↑", Style(.pending))
    case .failed: Line("!", Style(.error))
    case .carried: Line("?", Style(.warning))
    }
  }

  /// The same in words; nil when there is nothing to say.
  func words(_ tr: Catalog) -> String? {
    switch self {
    case .none: nil
    case .pending: tr("waiting to be sent")
    case .failed: tr("refused by the server; the outbox says why")
    case .carried: tr("brought by a member; the server has not confirmed it")
    }
  }
}
