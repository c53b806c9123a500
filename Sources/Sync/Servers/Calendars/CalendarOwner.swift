import JSON

/// Whose account it is that a member writes in. Cyrus 3.6 tells no address of the owner; there an account's id is the user's name, and a
/// calendar address is the name at a domain.
struct CalendarOwner: Sendable, Hashable {
  /// The names by which the member and the owner log in.
  let member, owner: String

  /// Who organises what a participant with these methods is the first to answer: the owner, if that is the member.
  func host(_ methods: JSONValue) -> JSONValue {
    guard let address = SchedulingMethods.address(of: methods).string, address.hasPrefix("mailto:\(member)@") else {
      return methods
    }
    return SchedulingMethods.methods(of: .string("mailto:" + owner + address.dropFirst("mailto:".count + member.count)))
  }
}
