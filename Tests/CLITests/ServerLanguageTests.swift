import TestSupport
import Testing

/// ter1-server speaks to whoever runs it in his language.
@Suite(.ownThreads) struct ServerLanguageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func server(_ arguments: String..., language: String = "fr_FR.UTF-8") throws -> Outcome {
    try Programs.run([Programs.server] + arguments, environment: ["LANG": language])
  }

  @Test(arguments: [
    ([], "Servir une coopérative TER1."), (["serve"], "Servir une coopérative par HTTP"),
    (["user", "add"], "<identifiant>"), (["import"], "<sorte>"), (["bundle", "export"], "--with-texts <taille>"),
    (["rights", "grant"], "<titulaire>"), (["backup"], "chiffrez-le"),
  ]) func helpIs(command: [String], words: String) throws {
    let arguments = [Programs.server, "help"] + command
    let french = try Programs.run(arguments, environment: ["LANG": "fr_FR.UTF-8"])
    #expect(french.status == 0 && french.output.contains(words) && french.output.contains("UTILISATION"), "\(french)")
    let english = try Programs.run(arguments, environment: ["LANG": "C"])
    #expect(english.status == 0 && english.output.contains("USAGE: ter1-server"), "\(english)")
    // What both say is names: of commands, options and their values.
    let both = Set(french.lines).intersection(english.lines).filter { !$0.hasSuffix(">") && !$0.hasSuffix(" course)") }
    #expect(both.isEmpty, "\(both)")
  }

  @Test func troubleIs() throws {
    let (data, password) = (folder.path + "/coop", try folder.write("password", "court\n"))
    #expect(try server("init", "--data", data, "--name", "Union locale").status == 0)
    let again = try server("init", "--data", data, "--name", "Union locale")
    #expect(again.status == 73 && again.errors == "ter1-server: \(data) contient déjà une coopérative\n", "\(again)")
    let short = try server("user", "add", "lou", "--data", data, "--password-file", password)
    #expect(short.status == 65 && short.errors.contains("un mot de passe a au moins 8 octets"), "\(short)")
    let nobody = try server("user", "passwd", "lou", "--data", data, language: "en_GB.UTF-8")
    #expect(nobody.status == 64 && nobody.errors.contains("no terminal to ask for a password"), "\(nobody)")
    let wrong = try server("serve", "--data", data, "--patience", "beaucoup")
    #expect(wrong.status == 64 && wrong.errors.contains("ne convient pas pour --patience <secondes>"), "\(wrong)")
    let bundle = try server("bundle", "import", "--data", data, password)
    #expect(bundle.status == 65 && bundle.errors.contains("Rien n’a été changé."), "\(bundle)")
  }

  @Test func whatAnImportDidIs() throws {
    let (data, kept) = (folder.path + "/coop", folder.path + "/kept")
    _ = try folder.write("kept/appel.txt", "Rendez-vous à 14 h.\n")
    #expect(try server("init", "--data", data, "--name", "Union locale").status == 0)
    let done = try server("import", "folder", kept, "--data", data, "--into", "Docs")
    #expect(done.status == 0 && done.output.contains("1 fichier, 0 inutilisable"), "\(done)")
    let none = try server("import", "course", kept + "/rien", "--data", data, "--into", "Cours")
    #expect(none.status == 66 && none.errors.contains("il n’y a pas de tel dossier"), "\(none)")
  }
}
