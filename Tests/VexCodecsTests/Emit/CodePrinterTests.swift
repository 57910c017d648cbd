import Testing
import VexCodecs

@Suite struct CodePrinterTests {
  @Test func indentsBlocksAndLeavesEmptyLinesBare() {
    var code = CodePrinter(indent: "\t")
    code.block("a {") {
      $0.print("b\n\nc")
      $0.block("d {", "};") { $0.print("e") }
    }
    #expect(code.text == "a {\n\tb\n\n\tc\n\td {\n\t\te\n\t};\n}\n")
  }

  @Test func separatesOnceAndNotAfterABrace() {
    var code = CodePrinter(indent: "  ")
    code.separate()
    code.block("a {") {
      $0.separate()
      $0.print("b")
      $0.separate()
      $0.separate()
      $0.printFlush("c")
    }
    #expect(code.text == "a {\n  b\n\nc\n}\n")
  }
}
