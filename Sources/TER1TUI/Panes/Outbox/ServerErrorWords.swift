public import Localization

/// What the errors of RFC 8620 (sections 3.6 and 5) mean that no person brings about, as the end of a sentence: "%1 refused the request: …".
public enum ServerErrorWords {
  /// - Parameter type: of a method, of a `SetError`, of a request with or without its URN, or the name of a limit.
  /// - Returns: nil: it is none of them.
  public static func text(_ type: String, _ tr: Catalog) -> String? {
    switch type.split(separator: ":").last.map(String.init) ?? type {
    case "accountNotFound": tr("it does not know this cooperative any more")
    case "accountReadOnly": tr("this cooperative can only be read")
    case "unknownMethod", "unknownCapability", "accountNotSupportedByMethod", "fromAccountNotSupportedByMethod":
      tr("it has nothing of this kind")
    case "invalidArguments", "invalidResultReference", "notJSON", "notRequest", "unsupportedFilter", "unsupportedSort",
      "anchorNotFound":
      tr("it does not understand what it was asked")
    case "requestTooLarge", "limit", "maxSizeRequest", "maxCallsInRequest", "maxObjectsInGet", "maxObjectsInSet":
      tr("it is too much for one request")
    case "maxSizeUpload": tr("it takes no file so large")
    case "maxConcurrentUpload", "maxConcurrentRequests", "rateLimit": tr("too much at once")
    case "cannotCalculateChanges", "tooManyChanges": tr("it does not know what changed")
    case "serverFail", "serverUnavailable": tr("it is not able to just now")
    case "serverPartialFail": tr("it did a part of it only")
    default: nil
    }
  }
}
