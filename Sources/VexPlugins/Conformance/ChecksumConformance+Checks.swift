import VexBytes

extension ChecksumConformance {
  mutating func checkShape() {
    expect((1...32).contains(algorithm.width), "a digest has 1 to 32 bytes, not \(algorithm.width)")
    let check = oneShot(Array("123456789".utf8))
    expect(check == algorithm.checkValue, "the digest of 123456789 is \(check), not \(algorithm.checkValue)")
    for length in [0, 1, 17, 300] {
      let digest = oneShot(random.bytes(length))
      let beyond = (max(algorithm.width, 0)..<40).filter { digest.byte($0) != 0 }
      expect(digest.width == algorithm.width, "the digest of \(length) bytes has \(digest.width) bytes")
      expect(beyond.isEmpty, "bytes behind the end of the digest of \(length) bytes are not zero")
    }
  }

  /// An empty span may have a null pointer, which zlib and libxxhash each take to mean something else.
  mutating func checkEmptySpans() {
    for parameters in parameters {
      let expected = streamed([], parameters)
      expect(oneShot([], parameters) == expected, "no bytes: one shot and pieces differ, \(parameters)")
      expect(algorithm.digest(of: RawSpan(), parameters) == expected, "no bytes: a null pointer differs, \(parameters)")
      let bytes = random.bytes(20)
      var state = algorithm.begin(parameters)
      state.update(RawSpan())
      bytes.withBytes { state.update($0) }
      state.update(RawSpan())
      expect(state.finish() == oneShot(bytes, parameters), "an empty piece among others has an effect, \(parameters)")
    }
  }

  mutating func checkShortSplits() {
    for length in 0...70 {
      let bytes = random.bytes(length)
      let expected = oneShot(bytes)
      for split in 0...length {
        let found = streamed([bytes[..<split], bytes[split...]], ChecksumParameters())
        expect(found == expected, "\(length) bytes in pieces of \(split) and \(length - split) differ from one shot")
      }
      let single = streamed(bytes.indices.map { bytes[$0...$0] }, ChecksumParameters())
      expect(single == expected, "\(length) single bytes differ from one shot")
    }
  }

  mutating func checkRandomSplits() {
    let parameters = parameters
    for round in 0..<60 {
      let bytes = random.bytes(Int.random(in: 0...9000, using: &random))
      let chosen = parameters[round % parameters.count]
      let expected = oneShot(bytes, chosen)
      var state = algorithm.begin(chosen)
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 0...max(1, rest.count / 2), using: &random))
        Array(piece).withBytes { state.update($0) }
        if round % 3 == 0 { _ = state.finish() }
        rest = rest.dropFirst(piece.count)
      }
      expect(state.finish() == expected, "\(bytes.count) bytes in random pieces differ from one shot, \(chosen)")
      expect(state.finish() == expected, "asking twice gives two digests")
    }
  }

  /// Bytes may lie at any address, and be many.
  mutating func checkPlaces() {
    let bytes = random.bytes(300_000)
    for start in 0..<8 {
      for count in [1, 33, 4096, 65_536, 290_001] {
        let found = bytes.withBytes { algorithm.digest(of: $0.extracting(start..<start + count), ChecksumParameters()) }
        let expected = streamed([bytes[start..<start + count / 2], bytes[start + count / 2..<start + count]], .init())
        expect(found == expected, "\(count) bytes at an address that is \(start) more differ from pieces")
      }
    }
  }

  mutating func checkCopies() {
    let (head, tail, other) = (random.bytes(100), random.bytes(50), random.bytes(60))
    var first = algorithm.begin(ChecksumParameters())
    head.withBytes { first.update($0) }
    var second = first
    tail.withBytes { first.update($0) }
    other.withBytes { second.update($0) }
    let third = second
    expect(first.finish() == oneShot(head + tail), "a state changed when its copy was fed")
    expect(second.finish() == oneShot(head + other), "a copy changed when its original was fed")
    expect(third.finish() == second.finish(), "a copy has another digest")
  }

  /// A state that threads share by mistake shows when they take turns as when they run at once.
  mutating func checkThreads() {
    let algorithm = self.algorithm
    let runs = (0..<8).map { _ in random.bytes(3000) }
    let expected = runs.map { oneShot($0) }
    var states = runs.map { _ in algorithm.begin(ChecksumParameters()) }
    for start in stride(from: 0, to: 3000, by: 500) {
      for index in runs.indices { Array(runs[index][start..<start + 500]).withBytes { states[index].update($0) } }
    }
    expect(states.map { $0.finish() } == expected, "states that are fed in turn disturb each other")

    let isSame = Threads.map(4) { thread in
      (0..<100).allSatisfy { round in
        let index = (thread + round) % runs.count
        return runs[index].withBytes { algorithm.digest(of: $0, ChecksumParameters()) } == expected[index]
      }
    }
    expect(!isSame.contains(false), "threads that compute digests at the same time disturb each other")
  }

  mutating func checkSensitivity() {
    let bytes = random.bytes(200)
    let plain = oneShot(bytes)
    for bit in stride(from: 0, to: 1600, by: 7) {
      var changed = bytes
      changed[bit >> 3] ^= 1 << UInt8(bit & 7)
      expect(oneShot(changed) != plain, "bit \(bit) of 1600 has no effect")
    }
    if algorithm.takesInitial {
      expect(oneShot(bytes, ChecksumParameters(initial: 0x5555)) != plain, "the initial value has no effect")
    }
    let mask: UInt64 = 0xa5
    var expected = oneShot(bytes, ChecksumParameters(xorOut: 0))
    expected.words.w0 ^= mask
    expect(oneShot(bytes, ChecksumParameters(xorOut: mask)) == expected, "the final xor is none")
  }
}
