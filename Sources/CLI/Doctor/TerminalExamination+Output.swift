internal import JSON
internal import Localization
internal import Text

extension TerminalExamination {
  /// What mends it stands below what is wrong.
  var rows: [Diagnosis.Row] {
    findings.flatMap { finding -> [Diagnosis.Row] in
      let remedy = finding.remedy.map { [("", SafeText("→ " + $0))] } ?? []
      return [(finding.name, UntrustedText(finding.what).line)] + remedy
    }
  }

  /// The same for a script: docs in ter1(1).
  var json: JSONValue {
    let findings = findings.map { finding -> JSONValue in
      [
        "subject": .string(finding.subject), "what": .string(finding.what),
        "remedy": finding.remedy.map(JSONValue.string) ?? .null,
      ]
    }
    let measured = widths.map { zip(Self.probes, $0).map(Self.json) }
    return [
      "terminal": environment["TERM"].map(JSONValue.string) ?? .null, "findings": .array(findings),
      "widths": measured.map(JSONValue.array) ?? .null,
      "tmux": tmux.map {
        [
          "allow-passthrough": $0.passthrough.map(JSONValue.string) ?? .null,
          "set-clipboard": $0.clipboard.map(JSONValue.string) ?? .null,
        ]
      } ?? .null,
    ]
  }

  private static func json(_ probe: SafeText, _ measured: Int) -> JSONValue {
    ["text": .string(probe.string), "expected": .int(Int64(probe.width)), "measured": .int(Int64(measured))]
  }
}
