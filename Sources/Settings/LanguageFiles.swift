internal import Foundation
internal import Localization

/// Catalogues of languages beside those of the program: `XX.po` in the person's folder, or in the one that is installed with the
/// program (`share/ter1/languages`). The person's own comes first.
enum LanguageFiles {
  /// Learns them.
  /// - Returns: what is wrong with those in the person's folder.
  static func learn(_ folders: Folders) -> [SettingsProblem] {
    if let installed { _ = learn(in: installed) }
    return learn(in: folders.languages).compactMap { problem(ofFile: $0) }
  }

  /// Beside `bin`, where the program is: wherever it was installed to.
  private static let installed: String? = {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    guard program.lastPathComponent == "ter1" else { return nil }
    return program.deletingLastPathComponent().deletingLastPathComponent().path + "/share/ter1/languages"
  }()

  private static func learn(in folder: String) -> [(path: String, problem: Language.CatalogueProblem?)] {
    // No folder: no languages.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".po") }.sorted().map { name in
      let path = folder + "/" + name
      do throws(Language.CatalogueProblem) {
        try Language.learn(String(name.dropLast(3))) { text(of: path) }
        return (path, nil)
      } catch {
        return (path, error)
      }
    }
  }

  /// What cannot be read has no messages, which is told as such.
  private static func text(of path: String) -> String {
    do throws(SettingsError) { return try PrivateFile.read(path, isSecret: false) ?? "" } catch { return "" }
  }

  private static func problem(ofFile file: (path: String, problem: Language.CatalogueProblem?)) -> SettingsProblem? {
    let code = URL(filePath: file.path).deletingPathExtension().lastPathComponent
    do throws(Language.CatalogueProblem) {
      if let problem = file.problem { throw problem }
      try Language(rawValue: code)?.checkCatalogue()
      return nil
    } catch {
      return SettingsProblem(file: file.path, line: nil, kind: .catalogue(error))
    }
  }
}
