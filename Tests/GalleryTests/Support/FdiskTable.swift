import Foundation
import TestSupport

/// What fdisk lists of a partition table, by the number of the partition.
enum FdiskTable {
  /// Lines of columns, each found by a pattern whose first group is the number of the partition.
  private static func lines<Output>(
    _ image: URL, sector: Int, label: String, columns: String, _ pattern: Regex<Output>, in scratch: Scratch
  ) throws -> [Regex<Output>.Match] {
    let text = try scratch.shell("LC_ALL=C.UTF-8 fdisk -b \(sector) -t \(label) -l -o \(columns) \(image.path)")
    return text.split(separator: "\n").compactMap { $0.wholeMatch(of: pattern) }
  }

  /// The fields of a table of MBR: Linux's names of them, in the order `bootable`, `kind`, `start`, `count`, and those of
  /// heads, sectors and cylinders.
  struct Names {
    var bootable: String, kind: String, start: String, count: String
    var first: (head: String, sector: String, cylinder: String)
    var last: (head: String, sector: String, cylinder: String)
  }

  /// Partitions of an MBR, and logical ones behind the fourth.
  static func mbr(_ image: URL, sector: Int, _ names: Names, in scratch: Scratch) throws -> [Int: [String: String]] {
    let pattern = /\S+img(\d+) +(\*?) +(\d+) +(\d+) +([0-9a-f]+) +(\d+)\/(\d+)\/(\d+) +(\d+)\/(\d+)\/(\d+)/
    let columns = "Device,Boot,Start,Sectors,Id,Start-C/H/S,End-C/H/S"
    var result: [Int: [String: String]] = [:]
    for line in try lines(image, sector: sector, label: "dos", columns: columns, pattern, in: scratch) {
      let out = line.output
      var fields = [names.start: String(out.3), names.count: String(out.4)]
      fields[names.bootable] = out.2.isEmpty ? "0" : "128"
      fields[names.kind] = UInt8(out.5, radix: 16).map { "\($0)" }
      let places = [(names.first, out.6, out.7, out.8), (names.last, out.9, out.10, out.11)]
      for (name, cylinder, head, sector) in places {
        // The upper bits of a cylinder are those of the byte that has the sector.
        guard let cylinder = Int(cylinder), let sector = Int(sector) else { continue }
        fields[name.head] = String(head)
        fields[name.sector] = "\(sector | (cylinder >> 8) << 6)"
        fields[name.cylinder] = "\(cylinder & 0xff)"
      }
      result[Int(out.1) ?? 0] = fields
    }
    return result
  }

  /// Partitions of a GPT, as fields of an entry.
  static func gpt(_ image: URL, sector: Int, in scratch: Scratch) throws -> [Int: [String: String]] {
    let pattern = /\S+img(\d+) +(\d+) +(\d+) +(\S+) +(\S+) ?(.*)/
    var result: [Int: [String: String]] = [:]
    for line in try lines(
      image, sector: sector, label: "gpt", columns: "Device,Start,End,Type-UUID,UUID,Name", pattern, in: scratch)
    {
      let out = line.output
      result[Int(out.1) ?? 0] = [
        "starting_lba": String(out.2), "ending_lba": String(out.3), "partition_type_guid": out.4.lowercased(),
        "unique_partition_guid": out.5.lowercased(), "partition_name": String(out.6),
      ]
    }
    return result
  }

  /// What the expert mode of fdisk prints of a table, and of the disk.
  static func header(_ image: URL, sector: Int, in scratch: Scratch) throws -> DumpedValues {
    DumpedValues(try scratch.shell("printf 'x\\np\\nq\\n' | fdisk -b \(sector) \(image.path)"), separator: ":")
  }
}
