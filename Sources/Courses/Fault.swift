public import Localization

/// What is wrong in a course, where, and what to do about it.
public struct Fault: Error, Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    // Of a quiz. The question stays as it was written, as text.
    case unclosed, strayBrace, fewAnswers, nothingRight
    /// The block that a quiz stands in goes on to the end, or to a line that cannot belong to it, from 1 on.
    case openQuiz(endedAt: Int?)
    case badNumber(String)
    case badWeight(String)
    case wrongSum(Int)
    case secondAnswers
    // Of a folder.
    case link
    case notRegular
    case notUTF8
    case control(Int)
    case missing(String)
    case unknownWord(String)
    case noValue(String)
    case tooLong(Int)
    case noLessons
    case tooMany(Int)
    case noTitle
    case badPass(String)
    case badFile(String)
  }

  /// Within the folder. Written by others.
  public let file: String
  /// From 1 on; 0: the whole file.
  public let line: Int
  public let kind: Kind

  public init(_ file: String, _ line: Int, _ kind: Kind) { (self.file, self.line, self.kind) = (file, line, kind) }

  /// Whether there can be no course before it is mended.
  public var isFatal: Bool {
    switch kind {
    case .missing, .tooLong, .noLessons, .tooMany, .noTitle, .badPass, .badFile: true
    default: false
    }
  }

  /// "file:line", or the file alone.
  public var place: String { line > 0 ? "\(file):\(line)" : file }

  /// What is wrong.
  public func words(_ tr: Catalog) -> String {
    switch kind {
    case .unclosed: tr("the answers of this question are not closed")
    case .strayBrace: tr("a } closes nothing")
    case .openQuiz(nil): tr("this quiz is not closed")
    case .openQuiz(let end?): tr("this quiz is not closed; line %1 ends it", end)
    case .fewAnswers: tr("this question has too few answers")
    case .nothingRight: tr("no answer of this question is right")
    case .badNumber(let text): tr("“%1” is no number", text)
    case .badWeight(let text): tr("“%1” is no weight", text)
    case .wrongSum(let sum): tr("the right answers are worth %1 % together", sum)
    case .secondAnswers: tr("this question has answers in two places")
    case .link: tr("a symbolic link, not followed")
    case .notRegular: tr("no regular file")
    case .notUTF8: tr("this is no UTF-8; it was read as Windows-1252")
    case .control(let count): tr(count, "%1 control character was left out", "%1 control characters were left out")
    case .missing(let name): tr("“%1” is not in the folder", name)
    case .unknownWord(let word): tr("“%1” is not known here", word)
    case .noValue(let word): tr("“%1” says nothing", word)
    case .tooLong(let most): tr("this is longer than %1 bytes", most)
    case .noLessons: tr("there is no lesson here")
    case .tooMany(let most): tr("there are more than %1 lessons", most)
    case .noTitle: tr("the course has no title")
    case .badPass(let text): tr("“%1” is no number from 0 to 100", text)
    case .badFile(let reason): reason
    }
  }

  /// What to do.
  public func remedy(_ tr: Catalog) -> String {
    switch kind {
    case .unclosed: tr("put a } after the last answer, or \\{ where no answers begin; it is kept as text")
    case .strayBrace: tr("write \\} where it belongs to the text; it is kept as text")
    case .openQuiz(nil):
      tr("put ``` on a line of its own after its last question; all to the end was taken as questions")
    case .openQuiz: tr("put ``` on a line of its own after its last question")
    case .fewAnswers: tr("give at least two; it is kept as text")
    case .nothingRight: tr("put = before a right answer, or ~%50% before each of two; it is kept as text")
    case .badNumber: tr("write 3.14, 3.14:0.01 or 3.1..3.2; it is kept as text")
    case .badWeight: tr("write a percentage from -100 to 100: ~%50%; it was taken as part of the answer")
    case .wrongSum: tr("make it 100; points are given in proportion")
    case .secondAnswers: tr("write \\{ and \\} in the text; the first are the answers")
    case .link: tr("put what it leads to into the folder, if it is to be published")
    case .notRegular: tr("it was left out")
    case .notUTF8: tr("save it as UTF-8")
    case .control: tr("nothing else is lost")
    case .missing: tr("add the file, or take its line out")
    case .unknownWord: tr("known are title, summary, language, author, licence, pass and lesson; it was left out")
    case .noValue: tr("write it as “title: My course”; it was left out")
    case .tooLong: tr("make two lessons of it")
    case .noLessons: tr("put a .md file into the folder, and its name into course.txt: “lesson: first.md”")
    case .tooMany: tr("make two courses of it")
    case .noTitle: tr("write “title: …” into course.txt")
    case .badPass: tr("write the percentage of right answers that a certificate needs: “pass: 70”")
    case .badFile: tr("see that it can be read")
    }
  }

  /// Place, fault and remedy in one line, not neutralised.
  public func line(_ tr: Catalog) -> String { tr("%1: %2: %3", place, words(tr), remedy(tr)) }
}
