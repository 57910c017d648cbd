#!/usr/bin/perl
# Whether the kernel's status of a mounted VexFS is what stands in its image: status_agrees.pl SUPERBLOCK STATUS
#
# SUPERBLOCK is a file with the output of `vexfmt show --json IMAGE superblock`, STATUS one with that of `vexctl status
# --json`. What a version's superblock does not have, the status must not have either. Says what differs; exit status: 0
# it is the same, 1 it is not.
use strict;
use warnings;
use JSON::PP;

@ARGV == 2 or die "usage: status_agrees.pl SUPERBLOCK STATUS\n";

sub json {
  open(my $file, '<', $_[0]) or die "$_[0]: $!\n";
  local $/;
  return JSON::PP->new->canonical->allow_nonref->decode(<$file>);
}

my ($shown, $status) = map { json($_) } @ARGV[0, 1];
my $fields = $shown->{structures}{superblock}[0]{fields};
# What is no field of the superblock but tells of the mount.
my %of_mount = map { $_ => 1 } qw(mountpoint read_only findings last_finding);
my $text = JSON::PP->new->canonical->allow_nonref;
my ($same, $wrong) = (0, 0);
for my $name (grep { !$of_mount{$_} } sort keys %$status) {
  my $value = $status->{$name};
  my $there = exists $fields->{$name};
  my $nothing = ref $value ? { raw => 0, names => [] } : defined $value && $value =~ /^\d+$/ ? 0 : undef;
  my $expected = $text->encode($there ? $fields->{$name} : $nothing);
  my $found = $text->encode($value);
  if ($found ne $expected) {
    print STDERR "$name is $found, expected $expected\n";
    $wrong++;
  }
  $same++ if $there;
}
for (
  [ $status->{read_only}, 'read_only' ],
  [ !$status->{findings}, 'findings' ],
  [ !defined $status->{last_finding}, 'last_finding' ]) {
  next if $_->[0];
  print STDERR "$_->[1] is not that of a sound filesystem, mounted read-only\n";
  $wrong++;
}
# Names that changed on one side would otherwise leave nothing to compare.
if ($same < 5) {
  print STDERR "only $same members have the name of a field\n";
  $wrong++;
}
exit($wrong ? 1 : 0);
