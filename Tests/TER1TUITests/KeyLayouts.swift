/// What two keyboards type without AltGr: the plain key and with Shift. From xkeyboard-config's symbols/fr, "oss" without its third level,
/// and "bepo".
enum KeyLayouts {
  static let azerty = Set(
    "&é\"'(-è_çà)=1234567890°+azertyuiopAZERTYUIOP^$¨£qsdfghjklmùQSDFGHJKLM%*µ<>wxcvbnWXCVBN,;:!?./§ ²")
  static let bepo = Set(
    "$\"«»()@+-/*=%#1234567890°`bépoè^vdljzwBÉPOÈ!VDLJZWauie,ctsrnmçAUIE;CTSRNMÇêàyx.k'qghfÊÀYX:K?QGHF ")

  /// Dead keys type nothing by themselves.
  static let dead: Set<Character> = ["^", "¨"]
  static let reachable = azerty.intersection(bepo).subtracting(dead)
}
