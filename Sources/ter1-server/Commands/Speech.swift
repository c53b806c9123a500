import Foundation
import Localization

/// The messages in the language of whoever runs the program: that of the locale, else French. What a server logs while it runs is in
/// English, for those who search it.
let tr = Catalog(.preferred(setting: nil, environment: ProcessInfo.processInfo.environment))
