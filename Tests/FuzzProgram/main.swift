import CFuzzer
import Fuzzing
import Glibc

// `ter1-fuzz TARGET LIBFUZZER-ARGUMENTS…`: one target under libFuzzer; without arguments, the names of all. Built by `make fuzz` only.

enum Chosen {
  static let target = FuzzTarget.all.first { CommandLine.arguments.dropFirst().first == $0.name }
}

guard Chosen.target != nil else {
  for target in FuzzTarget.all { print(target.name) }
  exit(CommandLine.arguments.count > 1 ? 64 : 0)
}

var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { data, size in
    Chosen.target?.run(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
  })
