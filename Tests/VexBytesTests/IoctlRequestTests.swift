import Testing
import VexBytes

/// Requests are numbered as the kernel's own headers number them.
@Suite("Requests of ioctl")
struct IoctlRequestTests {
  @Test(
    "Well-known requests of Linux have their numbers",
    arguments: [
      // linux/fs.h on 64-bit machines: BLKGETSIZE64, FS_IOC_GETFLAGS, FS_IOC_SETFLAGS, FIFREEZE.
      (IoctlRequest(direction: .read, type: 0x12, number: 114, size: 8), 0x8008_1272),
      (IoctlRequest(direction: .read, type: 0x66, number: 1, size: 8), 0x8008_6601),
      (IoctlRequest(direction: .write, type: 0x66, number: 2, size: 8), 0x4008_6602),
      (IoctlRequest(direction: [.read, .write], type: 0x58, number: 119, size: 4), 0xc004_5877),
    ] as [(IoctlRequest, UInt)])
  func known(_ request: IoctlRequest, _ number: UInt) { #expect(request.rawValue == number) }
}
