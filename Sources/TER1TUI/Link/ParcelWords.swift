public import Localization

public enum ParcelWords {
  /// What became of a bundle that one carried.
  /// - Parameter name: the server's word for it, or “bundle.kept”.
  public static func sentence(_ name: String, _ tr: Catalog) -> String {
    switch name {
    case "bundle.withdrawn", "bundle.alreadyHere":
      tr("A bundle that you handed in was not needed any more: its author has sent it himself, or somebody else has.")
    case "bundle.kept":
      tr("A bundle that you carry could not be handed in: it is kept here, and tried again later.")
    case "bundle.stranger":
      tr("The server refused a bundle that you handed in: it is signed by a stranger, or by a device that was revoked.")
    default:
      tr(
        "The server refused a bundle that you handed in: it was altered, or is not for it. Its author still has all of it."
      )
    }
  }
}
