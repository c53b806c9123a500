import Geography
import Testing

@Suite struct MapTests {
  private func picture(_ ground: MapGround, isASCII: Bool) -> [String] {
    (0..<ground.raster.rows).map { row in
      String(
        (0..<ground.raster.columns).map { ground.cell(column: $0, row: row, isASCII: isASCII)?.character ?? " " })
    }
  }

  @Test func theCountryFillsItsWindow() {
    let window = MapWindow(showing: France.mainland, columns: 80, rows: 22)
    let lines = picture(MapGround(window, columns: 80, rows: 22), isASCII: false)
    let drawn = lines.joined().filter { $0 != " " }
    #expect(drawn.count > 100 && drawn.count < 420)
    #expect(drawn.allSatisfy { ("\u{2800}"..."\u{28FF}").contains($0) })
    #expect(!lines[0].isEmpty && lines.contains { $0.contains { $0 != " " } })
  }

  @Test func asciiIsASCII() {
    let window = MapWindow(showing: France.mainland, columns: 60, rows: 20)
    let lines = picture(MapGround(window, columns: 60, rows: 20), isASCII: true)
    #expect(lines.joined().allSatisfy(\.isASCII) && lines.joined().contains { $0 != " " })
  }

  @Test func aRouteIsDrawnOverBorders() throws {
    let start = try #require(Coordinates(typed: "47.2132,-1.5621"))
    let end = try #require(Coordinates(typed: "47.2149,-1.5484"))
    let box = try #require(Box([start, end]))
    var ground = MapGround(MapWindow(showing: box, columns: 40, rows: 10), columns: 40, rows: 10)
    ground.draw(route: [start, end])
    #expect(picture(ground, isASCII: true).joined().filter { $0 == "*" }.count > 30)
  }

  @Test func windowsGoAndComeBack() throws {
    let window = MapWindow(showing: France.mainland, columns: 80, rows: 22)
    let there = window.moved(east: 40, south: 20).moved(east: -40, south: -20)
    #expect(abs(there.middle.latitude - window.middle.latitude) < 0.001)
    #expect(abs(window.zoomed(by: 2).zoomed(by: 0.5).metresPerDot - window.metresPerDot) < 0.01)
    #expect(window.zoomed(by: 1e9).metresPerDot == MapWindow.closest)
    let dot = window.dot(window.middle, columns: 80, rows: 22)
    #expect(dot.x == 80 && dot.y == 44)
  }

  @Test(arguments: [(0, 0), (1, 1), (0, 5), (300, 1)])
  func anySizeDraws(_ columns: Int, _ rows: Int) {
    let window = MapWindow(showing: France.mainland, columns: columns, rows: rows)
    #expect(picture(MapGround(window, columns: columns, rows: rows), isASCII: false).count == rows)
  }

  @Test func linesOutsideAreClipped() {
    var raster = DotRaster(columns: 4, rows: 2)
    raster.line(from: (-1e12, 4), to: (1e12, 4), layer: 1)
    #expect((0..<4).allSatisfy { raster.cell(column: $0, row: 1, isASCII: true)?.character == "'" })
    raster.line(from: (.nan, 0), to: (1, 1), layer: 2)
    raster.line(from: (-5, -5), to: (-1, 9), layer: 2)
    #expect(raster.cell(column: 0, row: 0, isASCII: true) == nil)
  }
}
