#!/usr/bin/env bash
# Makes small images of other formats with the tools that this machine has, as seeds: Fuzz/images.sh FOLDER
#
# A tool that is not there, or that refuses, costs its image and nothing else. What is there already is kept.
set -euo pipefail

[[ $# == 1 ]] || {
  echo "usage: Fuzz/images.sh FOLDER" >&2
  exit 64
}
mkdir -p "$1"
cd "$1"
export PATH=$PATH:/sbin:/usr/sbin

mkdir -p files/inner
head -c 5000 /dev/zero >files/zeroes
echo text >files/inner/text

# An image of a size that a command makes: image NAME SIZE COMMAND...
image() {
  local name=$1 size=$2
  shift 2
  [[ ! -e "$name.img" ]] || return 0
  command -v "$1" >/dev/null || return 0
  truncate -s "$size" "$name.part"
  if "$@" "$name.part" >/dev/null 2>&1; then mv "$name.part" "$name.img"; else rm -f "$name.part"; fi
}

partitioned() { printf 'label: %s\nstart=64, size=64\n' "$1" | sfdisk -q "$2"; }
compressed() { mksquashfs files "$1" -noappend -quiet; }
with_files() { mkfs.erofs "$@" files; }

image ext4 2M mke2fs -q -F -t ext4 -b 1024 -N 16 -d files
image ext4-small 64k mke2fs -q -F -t ext2 -b 1024 -N 16
image ext4-old 1M mke2fs -q -F -t ext4 -b 1024 -N 16 -O ^metadata_csum,uninit_bg,^64bit
image fat12 64k mkfs.fat -F 12
image fat16 9M mkfs.fat -F 16
image fat32 40M mkfs.fat -F 32
image exfat 4M mkfs.exfat
image ntfs 2M mkntfs -q -F
image swap 64k mkswap
image f2fs 64M mkfs.f2fs -q
image btrfs 128M mkfs.btrfs -q
image xfs 320M mkfs.xfs -q
image gpt 96k sgdisk -a 1 -n 1:40:60
if command -v sfdisk >/dev/null; then image mbr 64k partitioned dos; fi
if command -v mksquashfs >/dev/null; then image squashfs 0 compressed; fi
if command -v mkfs.erofs >/dev/null; then image erofs 0 with_files; fi
if command -v cryptsetup >/dev/null; then
  image luks 20M cryptsetup -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 luksFormat --key-file files/inner/text
fi
rm -f ./*.part
