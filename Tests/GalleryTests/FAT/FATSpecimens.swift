/// Images over the options of mkfs.fat that change the layout.
enum FATSpecimens {
  static let all = [
    Specimen("12 on a floppy disk", size: "1440K", "mkfs.fat -F 12 -n LABEL -i deadbeef a.img"),
    Specimen("12 with one FAT", size: "2M", "mkfs.fat -f 1 -s 8 -r 64 a.img"),
    Specimen("16", size: "32M", "mkfs.fat -F 16 -s 4 -R 8 -h 63 -M 0xf9 -g 16/63 a.img"),
    Specimen("16 in large sectors", size: "256M", "mkfs.fat -F 16 -S 4096 a.img"),
    Specimen("32", size: "64M", "mkfs.fat -F 32 -s 1 -n FATTY a.img"),
    Specimen("32 without a backup", size: "64M", "mkfs.fat -F 32 -s 1 -b 0 a.img"),
    Specimen("32 in large sectors", size: "512M", "mkfs.fat -F 32 -S 2048 -R 64 -b 12 -f 1 a.img"),
  ]
}
