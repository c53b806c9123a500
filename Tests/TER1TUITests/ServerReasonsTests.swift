import Foundation
import Localization
import Testing

@testable import TER1TUI

/// What ter1-server says in English reaches the person in his own language.
@Suite struct ServerReasonsTests {
  @Test(arguments: [
    ("closesAt is over", "clôture\u{A0}: c’est déjà passé"),
    ("roles holds a control character", "Mandats\u{A0}: un caractère de commande s’y trouve"),
    ("days are 1 to 30", "jours\u{A0}: de 1 à 30"),
    ("title: at most 255 bytes", "titre\u{A0}: 255 octets au plus"),
    ("name: is empty", "nom\u{A0}: c’est vide"),
    ("a password has at least 8 bytes", "un mot de passe a au moins 8 caractères"),
    ("handle: 1 to 64 of a-z 0-9 . _ -", "un nom de connexion a de 1 à 64 caractères parmi a-z 0-9 . _ -"),
    ("only administrators choose what the server reads", "seule l’administration choisit ce que le serveur lit"),
  ]) func theyAreInThePersonsWords(said: String, words: String) {
    #expect(ServerReasons(Catalog(.french)).text(said) == words)
  }

  @Test func whatIsNotKnownIsNotGuessed() {
    for said in ["", "is over", "something else", "\u{1B}[31m is empty at all"] {
      #expect(ServerReasons(Catalog(.french)).text(said) == nil)
    }
  }
}
