import CZlib
import Testing

@testable import Sync

struct BackoffTests {
  @Test func doublesUpToFiveMinutes() {
    #expect(
      (1...12).map { Backoff.delay(attempt: $0, random: 1) } == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300])
    #expect(Backoff.delay(attempt: 3, random: 0) == 4)
    #expect(Backoff.delay(attempt: .max, random: 0.5) == 225)
  }

  @Test func waitsAsLongAsTheServerAsks() {
    #expect(Backoff.delay(attempt: 1, random: 0, asked: 90) == 90)
    #expect(Backoff.delay(attempt: 1, random: 0, asked: 1e9) == 3_600)
  }

  @Test func pagesGrowWhileTheyComeQuicklyAndShrinkWhenTheyFail() {
    var page = PageSize(largest: 1000)
    page.succeeded(seconds: 0.1)
    #expect(page.size == 512)
    page.succeeded(seconds: 0.1)
    #expect(page.size == 1000)
    page.succeeded(seconds: 5)
    #expect(page.size == 1000)
    page.succeeded(seconds: 20)
    #expect(page.size == 250)
    for _ in 0..<5 { page.shrink() }
    #expect(page.isSmallest)
    #expect(PageSize(largest: 0).size == 1)
  }

  @Test func gzipCanBeUndone() throws {
    let bytes = Array(String(repeating: "[\"Message/changes\",{\"accountId\":\"A\"}]", count: 200).utf8)
    var small = try #require(Gzip.compress(bytes))
    #expect(small.count < bytes.count / 10)
    var stream = z_stream()
    #expect(czlib_gunzip_init(&stream) == Z_OK)
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: bytes.count + 1)
    let result = small.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
        return inflate(&stream, Z_FINISH)
      }
    }
    #expect(result == Z_STREAM_END)
    #expect(Array(output[..<Int(stream.total_out)]) == bytes)
  }
}
