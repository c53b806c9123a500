import ClientCore
import Localization
import Text

/// A file on a server that a person wants here.
struct FileToFetch {
  let account: AccountID
  let blob: ObjectID
  let name: UntrustedText
  let type: UntrustedText
  /// In bytes.
  let size: Int

  /// Fetches it, unless it is here, and shows it; what costs more than one would expect is asked for first.
  /// - Parameters:
  ///   - summary: what its maker says that it shows.
  ///   - again: the command that is run when the answer is yes.
  func effects(showing summary: UntrustedText, again: CommandLine, _ context: Context) throws(CacheError) -> [Effect] {
    let download = try download(context)
    let view = Effect.view(FileToView(download, name: name, type: type, summary: summary))
    return try effects(download, again: again, context, isHere: download.state == .done, then: [view])
  }

  /// - Parameter isHere: nothing has to be fetched.
  func effects(
    _ download: Download, again: CommandLine, _ context: Context, isHere: Bool, then: [Effect]
  ) throws(CacheError) -> [Effect] {
    if isHere { return then }
    let cost = FetchCost(size: size, context.standing(account))
    if CostQuestion.isDue(cost, size) && !context.isAgreed {
      let agreed = CommandLine(again.name, again.arguments + [CostQuestion.agreed])
      return [.ask(CostQuestion.make(name.line, cost, agreed, context.tr))]
    }
    let text = context.tr("Fetching %1 (%2)", name.line, CostWords(context.tr).text(cost))
    return [.download(download), .notice(Notice(.information, text))] + then
  }

  /// One that was begun goes on under its own name.
  func download(_ context: Context) throws(CacheError) -> Download {
    if let begun = try context.cache.download(account: account, blob: blob) { return begun }
    return Download(
      id: context.makeID(), account: account, blobID: blob, path: context.downloadFolder + "/" + FileName.safe(name),
      mediaType: type, size: size, updatedAt: context.now)
  }
}
