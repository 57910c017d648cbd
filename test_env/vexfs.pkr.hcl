# The guest of the lab as Packer builds it, from Debian's cloud image; test_env/setup_vm.sh makes one without Packer.
#
#   apt-get install packer qemu-system-x86 qemu-utils xorriso
#   test_env/packer_seed.sh
#   packer plugins install github.com/hashicorp/qemu     (Packer 1.7 and later; older ones have it built in)
#   packer validate test_env/vexfs.pkr.hcl
#   packer build test_env/vexfs.pkr.hcl
#
# Run it in the root of the repository. The image is test_env/vm/packer/vexfs-dev.qcow2, which test_env/run_qemu.sh
# --packer boots; its kernel marks itself as one of the lab's, without which the scripts refuse to load the module.

variable "kernel" {
  type        = string
  default     = "6.1"
  description = "Series of the kernel: 6.1 or 6.12, those of Debian 12 and 13."
}

variable "mirror" {
  type        = string
  default     = "https://cloud.debian.org/images/cloud"
  description = "Where Debian's images are, as an URL or a folder."
}

variable "checksum" {
  type        = string
  default     = ""
  description = "Checksum of the image, or where it is, unless beside it; none, to validate without a network."
}

variable "accelerator" {
  type        = string
  default     = "tcg"
  description = "QEMU's accelerator; tcg works everywhere."
}

locals {
  releases = {
    "6.1"  = { folder = "bookworm", number = "12" }
    "6.12" = { folder = "trixie", number = "13" }
  }
  folder = "${var.mirror}/${local.releases[var.kernel].folder}/latest"
  # Not genericcloud: its kernel lacks drivers, and would be preferred to the one for which there are headers.
  image = "debian-${local.releases[var.kernel].number}-generic-amd64.qcow2"
}

source "qemu" "vexfs" {
  iso_url          = "${local.folder}/${local.image}"
  iso_checksum     = var.checksum != "" ? var.checksum : "file:${local.folder}/SHA512SUMS"
  disk_image       = true
  disk_size        = "8G"
  format           = "qcow2"
  accelerator      = var.accelerator
  headless         = true
  memory           = 2048
  cpus             = 2
  net_device       = "virtio-net"
  disk_interface   = "virtio"
  cd_files         = ["test_env/vm/seed/user-data", "test_env/vm/seed/meta-data"]
  cd_label         = "cidata"
  output_directory = "test_env/vm/packer"
  vm_name          = "vexfs-dev.qcow2"

  ssh_username         = "vexfs"
  ssh_private_key_file = "test_env/vm/keys/vexfs_vm_key"
  ssh_timeout          = "20m"
  shutdown_command     = "sudo systemctl poweroff"
}

build {
  sources = ["source.qemu.vexfs"]

  # What building, loading and debugging the module takes.
  provisioner "shell" {
    execute_command = "sudo env DEBIAN_FRONTEND=noninteractive {{ .Vars }} bash -eu {{ .Path }}"
    inline_shebang  = "/bin/bash -eu"
    inline = [
      "cloud-init status --wait || true",
      "apt-get update -qq",
      "apt-get install -y -qq linux-image-amd64 linux-headers-amd64 make perl gcc libelf1 kmod gdb strace trace-cmd xxd",
      "printf '%s\\n' 9p 9pnet_virtio loop crc32c_generic libcrc32c >/etc/modules-load.d/vexfs-lab.conf",
    ]
  }

  # The source, shared by the host, and the mark on the kernel's command line.
  provisioner "shell" {
    execute_command = "sudo {{ .Vars }} bash -eu {{ .Path }}"
    inline_shebang  = "/bin/bash -eu"
    inline = [
      "mkdir -p /mnt/vexfs_source /mnt/vexfs_test /etc/default/grub.d",
      "printf '[Mount]\\nWhat=vexfs_source\\nWhere=/mnt/vexfs_source\\nType=9p\\nOptions=trans=virtio,version=9p2000.L,msize=262144,ro\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/mnt-vexfs_source.mount",
      "systemctl -q enable mnt-vexfs_source.mount",
      "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX console=ttyS0 vexfs.lab=1 panic=-1 systemd.default_timeout_start_sec=900\"' >/etc/default/grub.d/vexfs-lab.cfg",
      "update-grub",
    ]
  }

  # What ssh shall know the guest by.
  provisioner "file" {
    direction   = "download"
    source      = "/etc/ssh/ssh_host_ed25519_key.pub"
    destination = "test_env/vm/keys/packer_host_key.pub"
  }
  post-processor "shell-local" {
    inline = ["sed 's/^/vexfs-lab /' test_env/vm/keys/packer_host_key.pub >test_env/vm/keys/known_hosts.packer"]
  }
}
