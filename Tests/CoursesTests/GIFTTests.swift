import Testing

@testable import Courses

/// GIFT by the examples of its documentation (docs.moodle.org/en/GIFT_format).
@Suite struct GIFTTests {
  private func one(_ text: String) throws -> QuizQuestion {
    let (questions, faults) = GIFTReader.read(text)
    #expect(faults.isEmpty, "\(faults)")
    return try #require(questions.count == 1 ? questions.first : nil, "\(questions)")
  }

  @Test func choiceOfOne() throws {
    let question = try one("::Tomb:: Who's buried in Grant's tomb?{~Grant ~Jefferson#no =no one#yes ####It is empty.}")
    #expect(question.title == "Tomb" && question.text.source == "Who's buried in Grant's tomb?")
    #expect(
      question.kind == .choice(isSingle: true)
        && question.options.map(\.text.source) == ["Grant", "Jefferson", "no one"])
    #expect(question.grade(.options([2]))?.isRight == true)
    let wrong = try #require(question.grade(.options([1])))
    #expect(wrong.points == 0 && wrong.feedback.map(\.source) == ["no", "It is empty."])
    #expect(question.grade(.options([0, 2])) == nil && question.grade(.options([7])) == nil)
  }

  @Test func missingWord() throws {
    let question = try one("Grant is {~buried =entombed ~living} in Grant's tomb.")
    #expect(question.text.source == "Grant is _____ in Grant's tomb.")
  }

  @Test func choiceOfSeveral() throws {
    let question = try one("Who? {\n ~%-50%No one\n ~%50%Grant\n ~%50%Grant's wife\n ~%-50%Grant's father }")
    #expect(question.kind == .choice(isSingle: false))
    #expect(question.grade(.options([1, 2]))?.points == 1)
    #expect(question.grade(.options([1]))?.points == 0.5)
    #expect(question.grade(.options([0, 1, 2, 3]))?.points == 0)
    let kind = try one("Who? {~No one ~%50%Grant ~%50%Grant's wife ~Grant's father}")
    #expect(
      try #require(kind.grade(.options([0, 1, 2, 3]))?.points) < 0.6, "who ticks everything has understood nothing")
  }

  @Test func trueFalse() throws {
    let question = try one("Grant is buried in Grant's tomb.{FALSE#No one is buried there.#Right!}")
    #expect(question.kind == .trueFalse(false))
    #expect(question.grade(.truth(false))?.feedback.map(\.source) == ["Right!"])
    #expect(question.grade(.truth(true))?.feedback.map(\.source) == ["No one is buried there."])
    #expect(try one("The sun rises.{T}").kind == .trueFalse(true))
  }

  @Test func shortAnswer() throws {
    let question = try one("Jesus was from {=Nazareth#Yes! =%75%Nazereth#Right, but misspelled. =%25%Beth*}.")
    #expect(question.kind == .short)
    #expect(question.grade(.text(" nazareth "))?.points == 1)
    #expect(question.grade(.text("NAZEREȚH"))?.points == 0.75)
    #expect(question.grade(.text("Bethlehem"))?.points == 0.25)
    #expect(question.grade(.text("Rome"))?.points == 0)
    #expect(try one("Two plus two equals {four}.").grade(.text("Four"))?.isRight == true)
  }

  @Test func matching() throws {
    let question = try one("Match. {=Canada -> Ottawa =Italy -> Rome =Japan -> Tokyo = -> Caracas}")
    #expect(question.kind == .matching && question.pairs.count == 3 && question.matches.count == 4)
    let right = question.pairs.map { pair in question.matches.firstIndex { $0 == pair.match } ?? -1 }
    #expect(question.grade(.pairs(right))?.points == 1)
    #expect(question.grade(.pairs([right[0], right[0], right[0]])).map { ($0.points ?? 0) < 0.4 } == true)
    #expect(question.grade(.pairs([0])) == nil)
    #expect(
      question.matches == (try one("Match. {=Canada -> Ottawa =Italy -> Rome =Japan -> Tokyo = -> Caracas}")).matches)
  }

  @Test(arguments: [
    ("{#3.1415:0.0005}", "3.1412", "3.14"), ("{#3.141..3.142}", "3,1415", "3.2"), ("{#1822}", "1822", "1823"),
  ]) func numerical(answers: String, right: String, wrong: String) throws {
    let question = try one("How much? \(answers).")
    #expect(question.kind == .numerical)
    #expect(question.grade(.text(right))?.points == 1)
    #expect(question.grade(.text(wrong))?.points == 0)
    #expect(question.grade(.text("a lot")) == nil)
  }

  @Test func numericalInSteps() throws {
    let question = try one("When? {#\n =1822:0#Right!\n =%50%1822:2#Nearly.\n ~#Far off.}")
    #expect(question.grade(.text("1822"))?.points == 1)
    #expect(question.grade(.text("1824"))?.feedback.map(\.source) == ["Nearly."])
    #expect(question.grade(.text("1900"))?.feedback.map(\.source) == ["Far off."])
  }

  @Test func essayAndDescription() throws {
    let essay = try one("Write a biography. {}")
    #expect(essay.kind == .essay && essay.grade(.text("He was"))?.points == nil)
    #expect(try one("Now some questions.").kind == .description)
    #expect(try one("Search. {####Here is one way.}").explanation?.source == "Here is one way.")
  }

  @Test func escapes() throws {
    let question = try one("Which equals 5\\: {\n ~ \\= 2 + 2\n = \\= 2 + 3 # \\{yes\\} \\#1 C\\\\D\n ~ a\\nb }")
    #expect(question.text.source == "Which equals 5:")
    #expect(question.options.map(\.text.source) == ["= 2 + 2", "= 2 + 3", "a\nb"])
    #expect(question.options[1].feedback?.source == "{yes} #1 C\\D")
  }

  @Test func formatsCommentsAndCategories() throws {
    let (questions, faults) = GIFTReader.read(
      "// a comment\n$CATEGORY: tom/grant\n\n[html]<p>Who &amp; <b>why</b>?</p>{=<i>no one</i>#<p>yes</p>\n// not this\n=nobody}\n\n[markdown]**Why?**{T}\n"
    )
    #expect(faults.isEmpty && questions.count == 2)
    #expect(questions[0].category == "tom/grant" && questions[0].text.text == "Who & why?")
    #expect(questions[0].options.map(\.text.text) == ["no one", "nobody"])
    #expect(questions[0].options[0].feedback?.text == "yes")
    #expect(questions[1].text.isMarkdown && questions[1].text.text == "**Why?**")
  }

  /// An empty line among answers does not cut a question in two, and one that is never closed does not swallow the next.
  @Test func emptyLines() throws {
    let (questions, faults) = GIFTReader.read("::A::Why?{\n=a\n\n~b\n}\n\n::B::Open?{=x\n\n::C::Then?{T}\n")
    #expect(questions.map(\.title) == ["A", "B", "C"])
    #expect(faults == [Fault("", 7, .unclosed)])
    #expect(questions[1].kind == .description && questions[1].text.source.contains("Open?{=x"))
  }

  @Test(arguments: [
    ("A } here", Fault.Kind.strayBrace), ("One? {~only}", .fewAnswers), ("None? {~a ~b}", .nothingRight),
    ("How? {#many}", .badNumber("many")), ("How? {#5..1}", .badNumber("5..1")), ("Which? {~%x%a =b}", .badWeight("x")),
    ("Half? {~%20%a ~%20%b}", .wrongSum(40)), ("Two? {=a} or {=b}", .secondAnswers), ("Pair? {=a->b}", .fewAnswers),
  ]) func faultsAreTold(text: String, kind: Fault.Kind) {
    let (questions, faults) = GIFTReader.read("\n" + text, file: "a.gift")
    #expect(faults == [Fault("a.gift", 2, kind)])
    #expect(questions.count == 1 && !questions[0].text.isEmpty, "nothing is lost")
  }

  @Test func fingerprintsTellAChangedQuestion() throws {
    #expect(try one("A?{T}").fingerprint == (try one("A?{T}")).fingerprint)
    #expect(try one("A?{T}").fingerprint != (try one("A?{F}")).fingerprint)
  }
}
