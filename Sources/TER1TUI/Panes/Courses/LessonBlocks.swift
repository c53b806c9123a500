import ClientCore
import Courses
import Localization
import PlainText
import Text

/// What a lesson is made of, in the order in which it is read; the places of what was read are counted in these.
struct LessonBlocks: Sendable {
  enum Block: Sendable {
    /// - isMarkdown: else it was HTML.
    case text(UntrustedText, isMarkdown: Bool)
    case film(title: UntrustedText, link: UntrustedText)
    case quiz
    case question(QuizQuestion, number: Int)
  }

  private(set) var blocks: [Block] = []
  private(set) var questions: [QuizQuestion] = []

  init(_ text: UntrustedText) {
    for part in LessonText(text.raw).parts {
      switch part {
      case .markdown(let source): add(markdown: UntrustedText(source))
      case .video(let title, let link): blocks.append(.film(title: UntrustedText(title), link: UntrustedText(link)))
      case .quiz(_, let asked):
        blocks.append(.quiz)
        for question in asked {
          if question.isAnswerable { questions.append(question) }
          blocks.append(.question(question, number: questions.count))
        }
      }
    }
  }

  /// One block of Markdown each; what refers to the end of the text takes that along.
  private mutating func add(markdown text: UntrustedText) {
    let lines = text.raw.split(separator: "\n", omittingEmptySubsequences: false)
    let starts = MarkdownReader.blocks(of: text)
    let definitions = lines.filter { $0.hasPrefix("[") && $0.contains("]: ") }.prefix(200).joined(separator: "\n")
    for (index, start) in starts.enumerated() {
      let from = index == 0 ? 0 : min(start.line, lines.count)
      let end = index + 1 < starts.count ? min(max(from, starts[index + 1].line), lines.count) : lines.count
      let source = lines[from..<end].joined(separator: "\n")
      if start.isHTML {
        blocks.append(.text(UntrustedText(HTMLText.text(of: source)), isMarkdown: false))
      } else {
        let whole = definitions.isEmpty || !source.contains("[") ? source : source + "\n\n" + definitions
        blocks.append(.text(UntrustedText(whole), isMarkdown: true))
      }
    }
  }
}
