#!/usr/bin/env bash
# Makes a Debian guest to work in: test_env/setup_vm.sh [SERIES...]
#
# SERIES are series of kernels, all that the module is built for unless named (scripts/kernels.sh finds them); the guest
# gets each with its headers, and run_qemu.sh chooses one. It also gets a compiler, and ssh for the user vexfs with a key
# that is made here. All of it lies in test_env/vm, which git ignores; a guest that is there already is replaced once the
# new one is whole. Needs root, debootstrap, mke2fs and a network. No image is mounted on this machine: mke2fs fills it.
set -euo pipefail
# shellcheck source=test_env/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
PATH=$PATH:/sbin:/usr/sbin

read -ra series <<<"${*:-$("$root/scripts/kernels.sh" --list | xargs)}"
for one in "${series[@]}"; do [[ "$one" =~ ^[0-9]+\.[0-9]+$ ]] || usage; done
[[ $EUID -eq 0 ]] || fail "debootstrap needs root: sudo $0 ${series[*]}"
for tool in debootstrap mke2fs ssh-keygen unshare; do
  command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install debootstrap e2fsprogs openssh-client util-linux"
done
[[ "$vm" != *[[:space:]]* ]] || fail "$vm: debootstrap does not work in a folder whose path has spaces"
! guest_runs || fail "the guest runs; stop it first: test_env/vm_control.sh stop"

mkdir -p "$vm/images" "$vm/keys" "$vm/share"
exec 9>"$vm/lock"
flock -n 9 || fail "a guest is being made already: something holds $vm/lock"
work=$(mktemp -d "$vm/setup.XXXXXX")
child=
leave() {
  # Its namespaces end with it, and with them whatever it has mounted or started.
  if [[ -n "$child" ]]; then
    kill -KILL "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
    sleep 1
  fi
  rm -rf --one-file-system "$work"
}
trap leave EXIT
guest=$work/root
mkdir "$guest"
readonly log=$vm/debootstrap.log

# kernel SERIES: sets release, vmlinuz, modules and headers.
kernel() {
  local found name value
  found=$("$root/scripts/kernels.sh" "$1") || fail "there is no kernel of series $1 (see above)"
  while IFS='=' read -r name value; do declare -g "$name=$value"; done <<<"$found"
}

packages=systemd-sysv,udev,kmod,iproute2,openssh-server,sudo,make,perl,libelf1,initramfs-tools,zstd,e2fsprogs
for one in "${series[@]}"; do
  kernel "$one"
  # Debian's headers name the compiler that the kernel was built with.
  packages+=,$(sed -n 's/^CC = .*\(gcc-[0-9]*\)$/\1/p' "${headers:?}/.kernelvariables")
done
# This machine's release, so that programs that were built here run there.
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:?}")

say "debootstrap of $suite (some minutes)"
unshare --mount --pid --fork --kill-child \
  debootstrap --variant=minbase --include="$packages" "$suite" "$guest" http://deb.debian.org/debian >"$log" 2>&1 9>&- &
child=$!
wait "$child" || fail "debootstrap failed: see $log"
child=

printf '%s\n' 9p 9pnet_virtio loop crc32c_generic libcrc32c >"$guest/etc/modules-load.d/vexfs-lab.conf"
# An initrd with what this guest has, rather than with all drivers, is made and loaded in a fraction of the time.
echo 'MODULES=list' >"$guest/etc/initramfs-tools/conf.d/vexfs-lab"
printf '%s\n' virtio_pci virtio_blk ext4 crc32c_generic >>"$guest/etc/initramfs-tools/modules"

mkdir -p "$guest/usr/src" "$guest/lib/modules"
for one in "${series[@]}"; do
  kernel "$one"
  say "kernel ${release:?}"
  prefix=${headers%/usr/src/*}
  cp -a "${modules:?}" "$guest/lib/modules/"
  cp -a "$headers" "$guest/usr/src/"
  # What the headers refer to: the common headers, and the build tools behind two links.
  cp -a "$prefix/usr/src/$(basename "$(sed -n 's/^include //p' "$headers/Makefile" | xargs dirname)")" "$guest/usr/src/"
  cp -a "$prefix/usr/lib/$(basename "$(dirname "$(readlink "$headers/scripts")")")" "$guest/usr/lib/"
  sed -i "s|^include .*/usr/src/|include /usr/src/|" "$guest/usr/src/linux-headers-$release/Makefile"
  cp "${vmlinuz:?}" "${vmlinuz%/*}/config-$release" "$guest/boot/"
  chroot "$guest" update-initramfs -c -k "$release" >>"$log" 2>&1 || fail "no initrd was made for $release: see $log"
  mkdir -p "$work/kernels/$one"
  cp "$vmlinuz" "$work/kernels/$one/vmlinuz"
  cp "$guest/boot/initrd.img-$release" "$work/kernels/$one/initrd"
done

[[ -e "$key" ]] || ssh-keygen -q -t ed25519 -N '' -C vexfs-lab -f "$key"
chroot "$guest" useradd -m -s /bin/bash vexfs
echo 'vexfs ALL=(ALL) NOPASSWD: ALL' >"$guest/etc/sudoers.d/vexfs"
install -d -m 700 "$guest/home/vexfs/.ssh"
install -m 600 "$key.pub" "$guest/home/vexfs/.ssh/authorized_keys"
chroot "$guest" chown -R vexfs:vexfs /home/vexfs/.ssh

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
mkdir -p "$guest/mnt/vexfs_source" "$guest/mnt/vexfs_test"
chroot "$guest" systemctl -q enable systemd-networkd mnt-vexfs_source.mount
# An emulated processor is slow: nothing starts that nobody waits for.
chroot "$guest" systemctl -q mask systemd-networkd-wait-online.service systemd-logind.service systemd-timesyncd.service \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer

say "disk image"
mke2fs -q -t ext4 -L vexfs-lab -d "$guest" "$work/root.img" 6G
rm -rf "$vm/images/kernels"
mv "$work/kernels" "$work/root.img" "$vm/images/"
sed "s/^/$host_name /" "$guest/etc/ssh/ssh_host_ed25519_key.pub" >"$known_hosts"
# Whoever has the repository shall be able to boot it without root.
chown -R --reference="$root" "$vm"
say "done: test_env/run_qemu.sh boots it, test_env/vm_control.sh ssh goes in"
