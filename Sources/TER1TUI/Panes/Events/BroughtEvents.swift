import Calendars
public import ClientCore
import Foundation
public import Localization
public import Text

/// The events of an iCalendar file (RFC 5545) that are to come into a calendar.
public struct BroughtEvents: Sendable {
  /// What a file may hold: bytes, and events that are not here yet.
  public static let (largestFile, most) = (4_000_000, 500)

  public enum Problem: Error, Sendable, Equatable {
    case unreadable, tooLarge, noEvent
    case tooMany(Int)
  }

  public let mutations: [Mutation]
  /// How many of them are here already: they stay as they are.
  public let known: Int
  private let problems: [ICSReport.Problem]

  /// What could not be used; may quote the file.
  public func remarks(_ tr: Catalog) -> [SafeText] {
    problems.map { problem in
      let (place, reason) = (UntrustedText(problem.place.text(tr)), UntrustedText(problem.reason.text(tr)))
      return SafeText(tr("%1: %2", place.line, reason.line))
    }
  }

  /// - Parameter names: the uids that are in the account.
  public init(_ bytes: [UInt8], into calendar: ObjectKey, known names: Set<String>) throws(Problem) {
    guard bytes.count <= Self.largestFile else { throw .tooLarge }
    let file = ICSFile(text: String(decoding: bytes, as: UTF8.self), name: "ics")
    guard !file.events.isEmpty else { throw .noEvent }
    let all = file.events.compactMap { CalendarEvent.bring($0, into: calendar) }
    mutations = all.filter { !names.contains($0.id.clientID ?? "") }
    known = all.count - mutations.count
    guard mutations.count <= Self.most else { throw .tooMany(mutations.count) }
    problems = file.report.problems
  }

  init(file path: String, into calendar: ObjectKey, known names: Set<String>) throws(Problem) {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw .unreadable }
    defer { try? handle.close() }  // It was only read.
    let bytes: Data
    // Of an empty file nil is read.
    do { bytes = try handle.read(upToCount: Self.largestFile + 1) ?? Data() } catch { throw .unreadable }
    try self.init([UInt8](bytes), into: calendar, known: names)
  }
}

extension BroughtEvents {
  /// How many come into which calendar, and how many were there.
  public static func words(_ events: BroughtEvents, in calendar: SafeText, _ tr: Catalog) -> String {
    let count = events.mutations.count
    let new = tr(count, "%1 event comes into the calendar %2", "%1 events come into the calendar %2", calendar)
    guard events.known > 0 else { return new }
    let known = tr(events.known, "%1 is here already", "%1 are here already")
    return count == 0 ? known : new + "; " + known
  }
}

extension BroughtEvents.Problem {
  public func text(_ tr: Catalog) -> String {
    switch self {
    case .unreadable: tr("The file cannot be read")
    case .tooLarge: tr("The file is larger than %1", ByteCount.text(BroughtEvents.largestFile, tr))
    case .noEvent: tr("There is no event in it: an iCalendar file (.ics) is wanted")
    case .tooMany(let count): tr("It holds %1 events that are not here: at most %2 at once", count, BroughtEvents.most)
    }
  }
}
