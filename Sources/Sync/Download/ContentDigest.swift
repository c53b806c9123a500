/// What a server says of the whole content, whatever part of it comes: `Repr-Digest`, RFC 9530, section 3.
enum ContentDigest {
  /// Lower-case hexadecimal.
  static func sha256(_ head: HTTPHead) -> String? {
    let members = head["repr-digest"]?.split(separator: ",") ?? []
    guard let member = members.map(\.trimmed).first(where: { $0.hasPrefix("sha-256=:") && $0.hasSuffix(":") }),
      let digest = Base64.decode(String(member.dropFirst("sha-256=:".count).dropLast())), digest.count == 32
    else { return nil }
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
