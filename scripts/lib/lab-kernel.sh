#!/usr/bin/env bash
# Only for sourcing: what the virtual machines of the lab are started with.

# Why these parameters: without the mitigations and with RCU in a hurry, mounting is several times as fast; without zeroed memory,
# security modules and a random stack it takes a fifteenth less, and what was not set is not zero by chance; a panic must end
# the emulator; only warnings and worse go to the console, which costs an exit for each byte. vexfs.lab=1 is what the guest
# insists on before it loads a module or mounts (scripts/lib/in-vm.sh).
# shellcheck disable=SC2034 # whoever sources this reads it
readonly lab_parameters="console=ttyS0 quiet loglevel=5 panic=-1 oops=panic vexfs.lab=1 mitigations=off nokaslr tsc=reliable \
no_timer_check cryptomgr.notests nowatchdog random.trust_cpu=on audit=0 cgroup_disable=memory rcupdate.rcu_expedited=1 \
init_on_alloc=0 lsm= randomize_kstack_offset=off"

# The emulator, never KVM, on one processor.
# shellcheck disable=SC2034
readonly lab_emulator=(
  qemu-system-x86_64 -accel tcg -machine pc -cpu Nehalem -smp 1 -nodefaults -no-user-config -display none -no-reboot
)
