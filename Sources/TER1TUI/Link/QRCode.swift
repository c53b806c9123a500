import CQrencode

/// A text as a QR code (ISO/IEC 18004), made by libqrencode, for a telephone's camera.
struct QRCode {
  /// Modules in a row.
  let width: Int
  private let dark: [Bool]
  /// Light modules around it: four, as the standard asks, where there is room, else two.
  private let margin: Int

  /// nil: it does not fit into so many cells, of which each shows two modules.
  init?(_ text: String, in size: Size) {
    guard text.utf8.count < 3_000, !text.utf8.contains(0),
      let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L)
    else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    let room = min(size.columns, size.rows * 2)
    guard let margin = [4, 2].first(where: { width + 2 * $0 <= room }) else { return nil }
    (self.width, self.margin) = (width, margin)
    dark = (0..<(width * width)).map { code.pointee.data[$0] & 1 == 1 }
  }

  /// With its margin.
  var side: Int { width + 2 * margin }
  var rows: Int { (side + 1) / 2 }

  /// A row of cells: in each, the upper module and the lower one.
  func text(row: Int) -> String {
    String((0..<side).map { column in Self.cell(isDark(column, 2 * row), isDark(column, 2 * row + 1)) })
  }

  func isDark(_ column: Int, _ row: Int) -> Bool {
    let (column, row) = (column - margin, row - margin)
    guard (0..<width).contains(column), (0..<width).contains(row) else { return false }
    return dark[row * width + column]
  }

  private static func cell(_ upper: Bool, _ lower: Bool) -> Character {
    switch (upper, lower) {
    case (true, true): "█"
    case (true, false): "▀"
    case (false, true): "▄"
    case (false, false): " "
    }
  }
}

/// A QR code as lines for a terminal that is dark, as most are: what is lit is light.
public enum QRText {
  /// Empty: it does not fit into 200 columns.
  public static func lines(_ text: String) -> [String] {
    guard let code = QRCode(text, in: Size(columns: 200, rows: 100)) else { return [] }
    return (0..<code.rows).map { row in
      String(
        (0..<code.side).map { column in
          switch (code.isDark(column, 2 * row), code.isDark(column, 2 * row + 1)) {
          case (false, false): "█"
          case (false, true): "▀"
          case (true, false): "▄"
          case (true, true): " "
          }
        })
    }
  }
}
