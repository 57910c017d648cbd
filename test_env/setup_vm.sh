#!/usr/bin/env bash
# Makes a Debian guest to work in: test_env/setup_vm.sh [SERIES]
#
# SERIES is a series of kernels (6.1 unless named; scripts/kernels.sh finds it). The guest gets that kernel, its headers,
# a compiler, and ssh for the user vexfs with a key that is made here; all of it lies in test_env/vm, which git ignores.
# Needs root, debootstrap, mke2fs and a network. Nothing is mounted on this machine: mke2fs fills the image itself.
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
PATH=$PATH:/sbin:/usr/sbin

series=${1:-6.1}
[[ $EUID -eq 0 ]] || fail "debootstrap needs root: sudo $0 $series"
for tool in debootstrap mke2fs ssh-keygen; do
  command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install debootstrap e2fsprogs openssh-client"
done
! guest_runs || fail "the guest runs; stop it first: test_env/vm_control.sh stop"

eval "$("$root/scripts/kernels.sh" "$series" | sed "s/=\(.*\)/='\1'/")"
compiler=$(sed -n 's/^CC = .*\(gcc-[0-9]*\)$/\1/p' "${headers:?}/.kernelvariables")
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:?}")
readonly packages=systemd-sysv,udev,kmod,iproute2,openssh-server,sudo,make,perl,$compiler,libelf1,initramfs-tools,zstd,e2fsprogs

mkdir -p "$vm/images" "$vm/keys" "$vm/share"
guest=$(mktemp -d "$vm/rootfs.XXXXXX")
# debootstrap that fails may leave /proc mounted in it.
trap 'rm -rf --one-file-system "$guest"' EXIT
chmod 755 "$guest"

say "debootstrap of $suite (some minutes)"
debootstrap --variant=minbase --include="$packages" "$suite" "$guest" http://deb.debian.org/debian >"$vm/debootstrap.log" 2>&1 ||
  fail "debootstrap failed: see $vm/debootstrap.log"

say "kernel ${release:?}"
prefix=${headers%/usr/src/*}
mkdir -p "$guest/usr/src" "$guest/lib/modules"
cp -a "${modules:?}" "$guest/lib/modules/"
cp -a "$headers" "$guest/usr/src/"
# What the headers refer to: the common headers, and the build tools behind two links.
cp -a "$prefix/usr/src/$(basename "$(sed -n 's/^include //p' "$headers/Makefile" | xargs dirname)")" "$guest/usr/src/"
cp -a "$prefix/usr/lib/$(basename "$(dirname "$(readlink "$headers/scripts")")")" "$guest/usr/lib/"
sed -i "s|^include .*/usr/src/|include /usr/src/|" "$guest/usr/src/linux-headers-$release/Makefile"
cp "${vmlinuz:?}" "$guest/boot/"
cp "${vmlinuz%/*}/config-$release" "$guest/boot/"
printf '%s\n' 9p 9pnet_virtio loop crc32c_generic libcrc32c >"$guest/etc/modules-load.d/vexfs-lab.conf"
# An initrd with what this guest has, rather than with all drivers, is made and loaded in a fraction of the time.
echo 'MODULES=list' >"$guest/etc/initramfs-tools/conf.d/vexfs-lab"
printf '%s\n' virtio_pci virtio_blk ext4 crc32c_generic >>"$guest/etc/initramfs-tools/modules"
chroot "$guest" update-initramfs -c -k "$release" >>"$vm/debootstrap.log" 2>&1 || fail "no initrd was made: see $vm/debootstrap.log"

[[ -e "$key" ]] || ssh-keygen -q -t ed25519 -N '' -C vexfs-lab -f "$key"
chroot "$guest" useradd -m -s /bin/bash vexfs
echo 'vexfs ALL=(ALL) NOPASSWD: ALL' >"$guest/etc/sudoers.d/vexfs"
install -d -m 700 "$guest/home/vexfs/.ssh"
install -m 600 "$key.pub" "$guest/home/vexfs/.ssh/authorized_keys"
chroot "$guest" chown -R vexfs:vexfs /home/vexfs/.ssh
sed 's/^/[localhost]:'"$ssh_port"' /' "$guest/etc/ssh/ssh_host_ed25519_key.pub" >"$known_hosts"

echo vexfs-lab >"$guest/etc/hostname"
printf '127.0.0.1 localhost vexfs-lab\n' >"$guest/etc/hosts"
printf '[Match]\nName=e*\n[Network]\nDHCP=yes\n' >"$guest/etc/systemd/network/10-lab.network"
cat >"$guest/etc/systemd/system/mnt-vexfs_source.mount" <<'TEXT'
[Unit]
Description=The source, shared by the host; read-only
[Mount]
What=vexfs_source
Where=/mnt/vexfs_source
Type=9p
Options=trans=virtio,version=9p2000.L,msize=262144,ro
[Install]
WantedBy=multi-user.target
TEXT
mkdir -p "$guest/mnt/vexfs_source"
chroot "$guest" systemctl -q enable systemd-networkd mnt-vexfs_source.mount
# An emulated processor is slow: nothing starts that nobody waits for.
chroot "$guest" systemctl -q mask systemd-networkd-wait-online.service systemd-logind.service systemd-timesyncd.service \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer

cp "$guest/boot/vmlinuz-$release" "$vm/images/vmlinuz"
cp "$guest/boot/initrd.img-$release" "$vm/images/initrd"
say "disk image"
rm -f "$vm/images/root.img"
mke2fs -q -t ext4 -L vexfs-lab -d "$guest" "$vm/images/root.img" 6G
say "done: test_env/run_qemu.sh boots it, test_env/vm_control.sh ssh goes in"
