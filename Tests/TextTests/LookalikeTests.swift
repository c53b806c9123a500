import Testing

@testable import Text

/// What people take for something else.
struct LookalikeTests {
  @Test(arguments: [
    ("camille", "c\u{430}mille"), ("camille", "CAMILLE"), ("camille", "ｃａｍｉｌｌｅ"), ("camille", "𝐜𝐚𝐦𝐢𝐥𝐥𝐞"),
    ("camille", "cam\u{200B}ille"), ("camille", "cami\u{202E}lle"), ("Camille Roux", "Camille  Roux "),
    ("paul", "pau1"), ("modern", "rnodern"), ("Noël", "Noe\u{308}l"), ("admin", "аdmin"),
  ])
  func looksTheSame(one: String, other: String) {
    #expect(Lookalike.skeleton(of: UntrustedText(one)) == Lookalike.skeleton(of: UntrustedText(other)))
  }

  @Test(arguments: [("Jo", "Lou"), ("Noël", "Noel"), ("", "a"), ("Camille Roux", "Camille Leroux")])
  func looksDifferent(one: String, other: String) {
    #expect(Lookalike.skeleton(of: UntrustedText(one)) != Lookalike.skeleton(of: UntrustedText(other)))
  }

  @Test(arguments: [
    ("https://coop.example/a@b", "coop.example", []), ("https://bank.fr@evil.example/", "evil.example", ["bank.fr"]),
    ("https://a:b@c@evil.example:8443/", "evil.example", ["a:b@c"]), ("https://EVIL.example", "evil.example", []),
    ("https://bank.fr\\@evil.example/", "bank.fr", []), ("http://[::1]:80/x", "[::1]", []),
  ])
  func leadsTo(link: String, host: String, names: [String]) throws {
    let address = try #require(LinkAddress(UntrustedText(link)))
    #expect(address.host.raw == host)
    #expect(address.deceits == names.map { .name(UntrustedText($0)) })
  }

  @Test(arguments: [
    ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com", "аррӏе.com"),
    ("https://аррӏе.com", "xn--80ak6aa92e.com", "аррӏе.com"),
    ("https://pаypal.com", "xn--pypal-4ve.com", "pаypal.com"),
  ])
  func lettersDeceive(link: String, host: String, letters: String) throws {
    let address = try #require(LinkAddress(UntrustedText(link)))
    #expect(address.host.raw == host)
    #expect(address.letters?.raw == letters)
    #expect(address.deceits == [.letters])
  }

  @Test(arguments: ["https://école-été.fr", "https://例え.jp", "https://xn--cole-9oa.fr/", "https://coop.example"])
  func honestLettersDoNot(link: String) throws {
    #expect(try #require(LinkAddress(UntrustedText(link))).deceits.isEmpty)
  }

  @Test(arguments: ["", "mailto:a@b", "https://", "https:///x", "https://@/"])
  func isNoLink(text: String) { #expect(LinkAddress(UntrustedText(text)) == nil) }
}
