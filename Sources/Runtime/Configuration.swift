public import ClientCore
public import Foundation
public import Settings
public import Sync
public import TER1TUI

/// Everything a run of the interface is given from outside.
public struct Configuration: Sendable {
  /// A login and the way to its server.
  public struct Link: Sendable {
    public let login: LoginConfiguration
    public let transport: any Transport
    public init(login: LoginConfiguration, transport: any Transport) {
      (self.login, self.transport) = (login, transport)
    }
  }

  public var cache: Cache
  public var settings = InterfaceSettings()
  public var links: [Link] = []
  /// The way to the feeds that this client reads by itself; nil: none is read.
  public var feedTransport: (any Transport)?
  public var zone: TimeZone
  /// The editor and its arguments, from the settings or `$VISUAL` or `$EDITOR`; nil: there is none but the built-in one.
  public var editor: [String]?
  /// The program, with its arguments, that opens files and links of a desktop.
  public var opener = ["xdg-open"]
  /// Tries a passphrase that was typed to unlock; it may take a second.
  public var unlock: @Sendable (String) -> UnlockAnswer = { _ in .failed("") }
  /// Destroys the key and all that is kept, and revokes what servers gave, as far as the network allows. Answers what could not be
  /// done, in words.
  public var destroyAll: @Sendable () -> [String] = { [] }
  /// How a person is told of news.
  public var notify = NotifyPreferences()
  /// Whether files are sent with what they say of their maker.
  public var keepsMetadata = false
  /// How long what is written is kept back.
  public var blur = SendingBlur()
  /// The environment of the process.
  public var environment: [String: String]
  /// Keeps a login's policy in the settings. Answers why it could not be; nil when it is kept.
  public var keepPolicy: @Sendable (_ login: String, LinkPolicy) -> String? = { _, _ in nil }
  /// Reads the person's own keymap: path and text (nil: there is none), or why it cannot be read.
  public var readKeymap: @Sendable () -> (file: (path: String, text: String)?, problem: KeymapProblem?) = { (nil, nil) }
  /// Seconds since 1970.
  public var now: @Sendable () -> Double = { Date().timeIntervalSince1970 }
  public var makeID: @Sendable () -> String = { UUID().uuidString.lowercased() }

  public init(cache: Cache, zone: TimeZone, environment: [String: String]) {
    (self.cache, self.zone, self.environment) = (cache, zone, environment)
  }

  /// Looks which programs of others there are that the interface can use.
  public mutating func findPrograms() {
    settings.canSpell = ProgramRun.isInstalled("hunspell", environment)
  }

  var surroundings: Surroundings { Surroundings(cache: cache.reader, now: now(), zone: zone, makeID: makeID) }
}
