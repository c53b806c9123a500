import CLI

@main
struct Ter1 {
  static func main() { CommandLineProgram.run(Array(CommandLine.arguments.dropFirst())) }
}
