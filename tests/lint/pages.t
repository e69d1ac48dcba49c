#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# The man page and the completion agree with the program. Speaks TAP.
use strict;
use warnings;
use File::Temp;
use FindBin;
chdir "$FindBin::Bin/../.." or die;

my $n = 0;
sub ok {
	my ($title, @bad) = @_;
	$n++;
	print @bad ? "not ok" : "ok", " $n - $title\n", map { "# $_\n" } @bad;
	return !@bad;
}

sub slurp {
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/;
	return <$in>;
}

sub in_file {
	my $file = File::Temp->new;
	print $file @_;
	$file->flush;
	return $file;
}

my $page = slurp('data/fcrdns-check.1.in');
my %told = map { $_ => 1 } $page =~ /\b([a-z0-9]+(?:_[a-z0-9]+)*)\b/g;
my @codes = slurp('include/fcrdns/finding.h') =~ /^\s*X\(\w+, (\w+)\)/mg;
ok 'the header lists finding codes', @codes > 40 ? () : scalar @codes;
ok 'the man page tells every finding code', grep { !$told{$_} && $_ ne 'target_unresolved' } @codes;
ok 'the man page has one place for the options', $page =~ /^\@OPTIONS\@$/m ? () : 'no @OPTIONS@ line';
my %status = map { $_ => 1 } slurp('src/base/why.c') =~ /return (\d+);/g;
delete @status{qw(0 70)};
ok 'the man page tells every exit status',
	grep { $page !~ /^\.BR? .*\b$_\b/m } sort keys %status, 1, 75, 130, 143;

my $program = $ENV{FCRDNS_CHECK} // 'build/release/fcrdns-check';
if (ok 'the program is built', -x $program ? () : $program) {
	my $options = `'$program' --print-options man`;
	ok 'the program prints its options', $options =~ /^\.TP$/m ? () : $options;
	$page =~ s/^\@OPTIONS\@\n/$options/m;
	for my $command ($page =~ /^\@OPTIONS (\S+)\@$/mg) {
		my $own = `'$program' $command --print-options man`;
		ok "$command prints its options", $own =~ /^\.TP$/m ? () : $own;
		$page =~ s/^\@OPTIONS \Q$command\E\@\n/$own/m;
		ok "help of $command fits 80 columns",
			grep { length > 79 } split /\n/, `'$program' $command --help`;
	}
	my $roff = in_file($page);
	ok 'groff has nothing to say of the man page', `groff -man -Tutf8 -ww -z $roff 2>&1`;
	my $help = `'$program' --help`;
	ok 'the man page tells every command',
		grep { $page !~ /^\.SS .*\b$_\b/m } $help =~ /^Commands.*\n((?:  \w.*\n)*)/m ? $1 =~ /^  (\S+)/mg : '?';
	ok 'help fits 80 columns', grep { length > 79 } split /\n/, $help;
	my %words = map { $_ => 1 } $options =~ /\\-\\-((?:\w|\\-)+)\\fR/g;
	ok 'help and man page have the same options',
		grep { my $w = s/\\-/-/gr; $help !~ /--\Q$w\E\b/ } sort keys %words;
	my $completion = in_file("f() {\n" . `'$program' --print-options completion` . "}\n");
	ok 'bash reads the completion',
		`bash -n $completion 2>&1; bash -n data/completion.bash 2>&1`;
}
# A finding that no run raises may be one that nothing can raise.
my $cases = join '', map { slurp($_) } glob('tests/e2e/*.case tests/e2e/*.t tests/conform/cases*.jsonl');
ok 'each finding is raised by a case of e2e or conform', grep { $cases !~ /\b\Q$_\E\b/ } @codes;
my $findings = slurp('data/fcrdns-findings.7.in');
my $sections = `'$program' explain --print-manual`;
ok 'the page of findings has one place for them', $findings =~ s/^\@FINDINGS\@\n/$sections/m ? () : 'no @FINDINGS@ line';
ok 'and a section each', grep { $findings !~ /^\.SS \Q$_\E$/m } @codes;
my $findings_roff = in_file($findings);
ok 'groff has nothing to say of it', `groff -man -Tutf8 -ww -z $findings_roff 2>&1`;
my $plugin = $ENV{CHECK_FCRDNS} // 'build/release/check_fcrdns';
if (ok 'the plugin is built', -x $plugin ? () : $plugin) {
	my $own = slurp('data/check_fcrdns.1.in');
	my $options = `'$plugin' --print-options man`;
	ok 'its man page has one place for the options',
		$own =~ s/^\@OPTIONS\@\n/$options/m && $options =~ /^\.TP$/m ? () : $options;
	my $roff = in_file($own);
	ok 'groff has nothing to say of it', `groff -man -Tutf8 -ww -z $roff 2>&1`;
	ok 'help of the plugin fits 80 columns', grep { length > 79 } split /\n/, `'$plugin' --help`;
	ok 'help of a plugin is UNKNOWN', $? >> 8 == 3 ? () : $?;
}
my $exporter = $ENV{FCRDNS_EXPORTER} // 'build/release/fcrdns-exporter';
if (ok 'the exporter is built', -x $exporter ? () : $exporter) {
	my $own = slurp('data/fcrdns-exporter.1.in');
	my $options = `'$exporter' --print-options man`;
	ok 'its man page has one place for the options',
		$own =~ s/^\@OPTIONS\@\n/$options/m && $options =~ /^\.TP$/m ? () : $options;
	my $roff = in_file($own);
	ok 'groff has nothing to say of it', `groff -man -Tutf8 -ww -z $roff 2>&1`;
	ok 'help of the exporter fits 80 columns', grep { length > 79 } split /\n/, `'$exporter' --help`;
}
print "1..$n\n";
