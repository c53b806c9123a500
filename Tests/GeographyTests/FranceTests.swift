import Geography
import Testing

@Suite struct FranceTests {
  private func first(_ text: String) -> Town? { France.towns(matching: text, limit: 5).first }

  @Test(arguments: [
    ("Nantes", "Nantes", "44"), ("nantes", "Nantes", "44"), ("44100", "Nantes", "44"), ("44000", "Nantes", "44"),
    ("saint nazaire", "Saint-Nazaire", "44"), ("St-Nazaire", "Saint-Nazaire", "44"), ("havre", "Le Havre", "76"),
    ("le havre", "Le Havre", "76"), ("évreux", "Évreux", "27"), ("EVREUX", "Évreux", "27"), ("Lyon", "Lyon", "69"),
    ("69007", "Lyon 7e Arrondissement", "69"), ("75011", "Paris 11e Arrondissement", "75"), ("Sainte-Rose", "Sainte-Rose", "971"), ("97400", "Saint-Denis", "974"),
    ("Ajaccio", "Ajaccio", "2A"), ("20200", "Bastia", "2B"), ("l'isle d'abeau", "L’Isle-d’Abeau", "38"),
    ("e\u{301}vreux", "Évreux", "27"), ("Mamoudzou", "Mamoudzou", "976"), ("Nant", "Nantes", "44"),
  ])
  func towns(_ typed: String, _ name: String, _ department: String) {
    if typed == "Nant" {
      #expect(France.towns(matching: typed, limit: 5).contains { $0.name == name })
    } else {
      #expect(first(typed)?.name == name && first(typed)?.department == department)
    }
  }

  @Test(arguments: ["", " ", "-", "xyzzy", "99999", "440000", "\u{1B}[2J", "🚩", "''"])
  func noTown(_ typed: String) { #expect(first(typed) == nil) }

  @Test func aNameOfSeveralTowns() {
    let found = France.towns(matching: "Saint-Denis", limit: 5)
    #expect(found.count == 5 && Set(found.map(\.department)).count > 1)
    #expect(found.prefix(2).map(\.people) == found.prefix(2).map(\.people).sorted(by: >))
  }

  @Test(arguments: ["75011", "69001", "13001"]) func aPostcodeOfAWardIsTheWards(code: String) {
    #expect(France.find(code, limit: 9).same.count == 1)
  }

  @Test func theCountry() {
    #expect(France.departments.count == 101)
    #expect(France.departments["44"] == "Loire-Atlantique" && France.departments["21"] == "Côte-d’Or")
    let bordered = Set(France.borders.flatMap(\.departments))
    #expect(bordered == Set(France.departments.keys))
    #expect(France.borders.allSatisfy { $0.points.count > 1 && (1...3).contains($0.departments.count) })
  }

  /// A line of Paris lies in the inner suburbs, none of it elsewhere.
  @Test func outlinesLieWhereTheyBelong() {
    let paris = France.borders.filter { $0.departments.contains("75") }
    #expect(paris.allSatisfy { !$0.isOuter })
    let points = paris.flatMap(\.points)
    #expect(points.allSatisfy { (48.80...48.92).contains($0.latitude) && (2.2...2.5).contains($0.longitude) })
  }
}
