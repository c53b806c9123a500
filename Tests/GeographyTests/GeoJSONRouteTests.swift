import Geography
import JSON
import Testing

@Suite struct GeoJSONRouteTests {
  private func problem(_ text: String) -> GeoJSONRoute.Problem? {
    do throws(GeoJSONRoute.Problem) { _ = try GeoJSONRoute(parsing: Array(text.utf8)) } catch { return error }
    return nil
  }

  private static let line = #"{"type":"LineString","coordinates":[[2.35,48.85],[2.36,48.86,35],[2.37,48.86]]}"#

  @Test(arguments: [
    line, "\u{FEFF}" + line, #"{"type":"Feature","properties":null,"geometry":\#(line)}"#,
    #"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},{"type":"Feature","geometry":\#(line)}]}"#,
    #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0,0]},\#(line)]}"#,
    #"{"type":"MultiLineString","coordinates":[[[2.35,48.85],[2.36,48.86]],[[2.36,48.86],[2.37,48.86]]]}"#,
    #"{"type":"LineString","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"coordinates":[[2.35,48.85],[2.36,48.86],[2.36,48.86],[2.37,48.86]]}"#,
  ])
  func routes(_ text: String) throws {
    let points = try GeoJSONRoute(parsing: Array(text.utf8)).points
    #expect(points.map(\.longitude) == [2.35, 2.36, 2.37])
    let again = try GeoJSONRoute(GeoJSONRoute.json(points))
    #expect(again.points == points)
  }

  @Test func clearProblems() {
    let cases: [(String, GeoJSONRoute.Problem)] = [
      ("", .noJSON(offset: 0)), ("{", .noJSON(offset: 1)), ("[]", .noGeoJSON), ("{}", .noGeoJSON),
      (#"{"type":3}"#, .noGeoJSON), (#"{"type":"Topology"}"#, .unknownType("Topology")),
      (#"{"type":"FeatureCollection"}"#, .noGeoJSON), (#"{"type":"FeatureCollection","features":[]}"#, .noLine(nil)),
      (#"{"type":"FeatureCollection","features":[7]}"#, .noGeoJSON),
      (#"{"type":"Polygon","coordinates":[]}"#, .noLine("Polygon")), (#"{"type":"LineString"}"#, .noGeoJSON),
      (#"{"type":"LineString","coordinates":[]}"#, .tooShort),
      (#"{"type":"LineString","coordinates":[[2,48]]}"#, .tooShort),
      (#"{"type":"LineString","coordinates":[[2,48],[2,48]]}"#, .tooShort),
      (#"{"type":"LineString","coordinates":[[2,48],["2",48]]}"#, .notNumbers(2)),
      (#"{"type":"LineString","coordinates":[[2,48],[2]]}"#, .notNumbers(2)),
      (#"{"type":"LineString","coordinates":[[2,48],[2,null]]}"#, .notNumbers(2)),
      (#"{"type":"LineString","coordinates":[[2,48],[2,948]]}"#, .outOfRange(2)),
      (#"{"type":"LineString","coordinates":[[14.5,145.1],[14.6,145.1]]}"#, .swapped(1)),
      (#"{"type":"LineString","coordinates":[[2,48],[1e999,48]]}"#, .noJSON(offset: 0)),
      (#"{"type":"LineString","coordinates":[[2,48],[5,48]]}"#, .jump(2, metres: 223_202)),
      (#"{"type":"MultiLineString","coordinates":[[[2,48],[2.1,48]],[[2.2,48],[2.3,48]]]}"#, .severalLines(2)),
      (
        #"{"type":"LineString","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},"coordinates":[[2,48],[2.1,48]]}"#,
        .otherSystem
      ),
    ]
    for (text, expected) in cases {
      if case .jump(let at, _) = expected {
        guard case .jump(at, _) = problem(text) else {
          Issue.record("\(text): \(String(describing: problem(text)))")
          continue
        }
      } else if case .noJSON = expected, case .noJSON = problem(text) {
        continue
      } else {
        #expect(problem(text) == expected, "\(text)")
      }
    }
  }

  @Test func nesting() {
    let deep = String(repeating: #"{"type":"GeometryCollection","geometries":["#, count: 40)
    #expect(problem(deep + Self.line + String(repeating: "]}", count: 40)) == .noGeoJSON)
  }

  @Test func longRoutesAreKeptShort() throws {
    let positions = (0..<20_000).map { "[\(2 + Double($0) / 100_000),\(48 + Double($0 % 7) / 10_000)]" }
    let route = try GeoJSONRoute(
      parsing: Array(#"{"type":"LineString","coordinates":[\#(positions.joined(separator: ","))]}"#.utf8))
    #expect(route.points.count == 20_000)
    let kept = route.kept
    #expect(kept.points.count <= GeoJSONRoute.longest && kept.within > 0 && kept.points.first == route.points.first)
    let tooMany = Array(repeating: "[2,48]", count: GeoJSONRoute.longestFile + 1).joined(separator: ",")
    #expect(problem(#"{"type":"LineString","coordinates":[\#(tooMany)]}"#) == .tooLong(GeoJSONRoute.longestFile + 1))
  }
}
