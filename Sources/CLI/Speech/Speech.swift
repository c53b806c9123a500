internal import Foundation
internal import Localization
internal import Settings
internal import Text

/// The messages in the person's language. A constant of the process: the language is a matter of its environment.
let tr = Catalog(Speech.language)

/// ": " between a name and what is said of it; in French with a space before.
let colon = SafeText(tr(": "))

/// How this process speaks.
enum Speech {
  static let environment = ProcessInfo.processInfo.environment

  static let language: Language = {
    let setting = (try? Folders(environment: environment)).flatMap { Preferences.read($0).preferences.language }
    return .preferred(setting: setting?.rawValue, environment: environment)
  }()

  static let charset = Charset(environment: environment)
}
