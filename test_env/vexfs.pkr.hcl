# The guest of the lab as Packer builds it, from Debian's cloud image; test_env/setup_vm.sh makes one without Packer.
#
#   test_env/packer_seed.sh
#   packer plugins install github.com/hashicorp/qemu     (Packer 1.7 and later; older ones have it built in)
#   packer validate test_env/vexfs.pkr.hcl
#   packer build test_env/vexfs.pkr.hcl
#
# Run it in the root of the repository. The image is test_env/vm/packer/vexfs-dev.qcow2; its kernel marks itself as one
# of the lab's, without which the scripts refuse to load the module.

variable "debian" {
  type        = string
  default     = "bookworm"
  description = "Debian's release."
}

variable "image" {
  type        = string
  default     = "debian-12-genericcloud-amd64.qcow2"
  description = "Debian's image of that release, with cloud-init."
}

variable "kernel" {
  type        = string
  default     = "amd64"
  description = "What follows linux-image- and linux-headers- in the packages' names."
}

variable "checksum" {
  type        = string
  default     = "file:https://cloud.debian.org/images/cloud/bookworm/latest/SHA512SUMS"
  description = "Checksum of that image, or where it is; none, to validate without a network."
}

variable "accelerator" {
  type        = string
  default     = "tcg"
  description = "QEMU's accelerator; tcg works everywhere."
}

source "qemu" "vexfs" {
  iso_url          = "https://cloud.debian.org/images/cloud/${var.debian}/latest/${var.image}"
  iso_checksum     = var.checksum
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
      "apt-get install -y -qq linux-image-${var.kernel} linux-headers-${var.kernel} make perl gcc libelf1 kmod gdb strace trace-cmd xxd",
      "printf '%s\\n' 9p 9pnet_virtio loop crc32c_generic libcrc32c >/etc/modules-load.d/vexfs-lab.conf",
    ]
  }

  # The source, shared by the host, and the mark on the kernel's command line.
  provisioner "shell" {
    execute_command = "sudo {{ .Vars }} bash -eu {{ .Path }}"
    inline_shebang  = "/bin/bash -eu"
    inline = [
      "mkdir -p /mnt/vexfs_source /etc/default/grub.d",
      "printf '[Mount]\\nWhat=vexfs_source\\nWhere=/mnt/vexfs_source\\nType=9p\\nOptions=trans=virtio,version=9p2000.L,msize=262144,ro\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/mnt-vexfs_source.mount",
      "systemctl -q enable mnt-vexfs_source.mount",
      "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX console=ttyS0 vexfs.lab=1 panic=-1\"' >/etc/default/grub.d/vexfs-lab.cfg",
      "update-grub",
    ]
  }
}
