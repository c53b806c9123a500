import Testing

@testable import Text

/// What a server may call a file, and what it is called here.
struct FileNameTests {
  @Test(arguments: [
    ("tract.pdf", "tract.pdf"), ("../../etc/passwd", "passwd"), (".bashrc", "bashrc"), ("a\u{202E}fdp.exe", "afdp.exe"),
    ("..", "file"), ("", "file"), ("a\u{1B}[2Jb.txt", "a[2Jb.txt"), ("C:\\x\\y.odt", "y.odt"), ("  \n", "file"),
    ("-rf", "rf"), ("--help", "help"), ("~root", "root"), ("a.", "a"), ("a.txt. . ", "a.txt"), ("CON", "_CON"),
    ("nul.txt", "_nul.txt"), ("Com1.tar.gz", "_Com1.tar.gz"), ("console.log", "console.log"), ("COM10", "COM10"),
    ("a:b|c", "a_b_c"), ("\u{2028}", "file"), ("a/../..", "file"), ("%2e%2e%2f", "%2e%2e%2f"), ("a\nb", "a b"),
  ])
  func isMadeSafe(_ name: String, _ safe: String) { #expect(FileName.safe(UntrustedText(name)) == safe) }

  @Test func isShortenedAndKeepsItsEnding() {
    let name = FileName.safe(UntrustedText(String(repeating: "é", count: 400) + ".pdf"))
    #expect(name.utf8.count <= 200)
    #expect(name.hasSuffix("é.pdf"))
    #expect(FileName.safe(UntrustedText(String(repeating: "é", count: 400))).utf8.count == 200)
    #expect(FileName.safe(UntrustedText(String(repeating: ".", count: 400) + "a")) == "a")
  }
}
