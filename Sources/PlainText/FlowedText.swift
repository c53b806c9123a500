/// text/plain; format=flowed (RFC 3676): lines that end in a space belong to one paragraph.
public enum FlowedText {
  /// - Parameter deletesSpace: `DelSp=yes`: the space at a soft break is no part of the text.
  public static func unwrapped(_ text: String, deletesSpace: Bool) -> String {
    var paragraphs: [String] = []
    var open: (depth: Int, text: String)?
    for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let depth = raw.prefix { $0 == ">" }.count
      let line = raw.dropFirst(depth).hasPrefix(" ") ? raw.dropFirst(depth + 1) : raw.dropFirst(depth)
      let isSignature = line == "-- "
      if let begun = open, begun.depth != depth || isSignature {
        paragraphs.append(quoted(begun.text, begun.depth))
        open = nil
      }
      let isSoft = line.hasSuffix(" ") && !isSignature
      let whole = (open?.text ?? "") + (isSoft && deletesSpace ? line.dropLast() : line)
      if isSoft {
        open = (depth, whole)
      } else {
        paragraphs.append(quoted(whole, depth))
        open = nil
      }
    }
    if let open { paragraphs.append(quoted(open.text, open.depth)) }
    return paragraphs.joined(separator: "\n")
  }

  private static func quoted(_ text: String, _ depth: Int) -> String {
    depth == 0 ? text : String(repeating: ">", count: depth) + " " + text
  }
}
