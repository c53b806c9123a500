import Geography
import Testing

@Suite struct CoordinatesTests {
  private func point(_ text: String) throws -> Coordinates { try #require(Coordinates(typed: text)) }

  /// Values of the national geodetic service's tables, within a part in a hundred.
  @Test func distances() throws {
    let (paris, lyon, nantes) = (try point("48.8566,2.3522"), try point("45.7640,4.8357"), try point("47.2184,-1.5536"))
    #expect(abs(paris.distance(to: lyon) - 391_500) < 1_000)
    #expect(abs(paris.distance(to: nantes) - 342_500) < 1_500)
    #expect(paris.distance(to: paris) == 0)
    #expect(abs(try point("0,179.9").distance(to: point("0,-179.9")) - 22_239) < 5)
    #expect(abs(try point("90,0").distance(to: point("-90,0")) - 20_015_000) < 2_000)
  }

  @Test func bearings() throws {
    let here = try point("47,2")
    let around = ["48,2", "48,3.47", "47,3", "46,3.4", "46,2", "46,0.6", "47,1", "48,0.53"]
    #expect(try around.map { CompassPoint(bearing: here.bearing(to: try point($0))) } == CompassPoint.allCases)
    #expect(CompassPoint(bearing: 359) == .north && CompassPoint(bearing: 22.6) == .northEast)
  }

  @Test(arguments: [
    "", ",", "48.85", "48.85,", "a,b", "91,0", "0,181", "nan,0", "1,2,3,4", "48.85 2.35", "inf,inf",
  ])
  func refusedText(_ text: String) { #expect(Coordinates(typed: text) == nil) }

  @Test func geoLinks() {
    #expect(Coordinates(uri: "geo:48.85,2.35;u=30")?.longitude == 2.35)
    #expect(Coordinates(uri: "GEO:48.85,2.35,110?z=12")?.latitude == 48.85)
    #expect(Coordinates(uri: "https://a") == nil)
  }

  @Test func walking() {
    #expect(Walking.minutes(distance: 0) == 0)
    #expect(Walking.minutes(distance: 800) == 13)
    #expect(Walking.minutes(along: 800) == 10)
  }

  @Test func simplifiedLines() throws {
    let line = try (0...1_000).map { try point("47,\(Double($0) / 10_000)") }
    #expect(line.simplified(within: 5) == [line[0], line[1_000]])
    let corner = [try point("47,2"), try point("47.01,2.01"), try point("47,2.02")]
    #expect(corner.simplified(within: 5) == corner)
    #expect(abs(line.length - line[0].distance(to: line[1_000])) < 1)
    let circle = try [point("47,2"), point("47.1,2"), point("47.1,2.1"), point("47,2")]
    #expect(circle.simplified(within: 5) == circle)
  }

  @Test func boxesHoldWhatIsNear() throws {
    for middle in ["48.85,2.35", "-20.9,55.4", "4.9,-52.3", "70,20"] {
      let here = try point(middle)
      let box = Box(around: here, metres: 10_000)
      for step in 0..<36 {
        let angle = Double(step) * 10 * .pi / 180
        let near = try #require(
          Coordinates(
            latitude: here.latitude + 9_990 / Coordinates.degree * cosine(angle),
            longitude: here.longitude + 9_990 / Coordinates.degree * cosine(angle - .pi / 2)))
        #expect(here.distance(to: near) > 10_000 || box.contains(near))
      }
    }
  }

  private func cosine(_ angle: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for step in 1..<30 {
      term *= -angle * angle / Double((2 * step - 1) * 2 * step)
      sum += term
    }
    return sum
  }
}
