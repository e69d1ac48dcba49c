#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# Who may include what: folders, their headers, and the libraries behind fences. Speaks TAP.
use strict;
use warnings;
use FindBin;
chdir "$FindBin::Bin/../.." or die;

# A folder may include its own headers, those of the folders named here, and what these may include.
my %uses = (
	base   => [],
	dns    => ['base'],
	check  => ['dns'],
	judge  => ['check'],
	input  => ['dns'],
	net    => ['dns'],
	report => ['judge'],
	scan   => [qw(judge net input report)],
	cloud  => ['judge'],
	ledger => ['judge'],
	config => ['base'],
	account => [qw(cloud net config)],
	front  => [qw(scan config)],
	cli    => [qw(front account ledger)],
	plugin => ['front'],
	exporter => [qw(front config)],
);

# The folder behind each header of include/fcrdns. target is a value that input makes and check reads.
my %headers = (
	base   => [qw(arena date hash http jsonline limits optparse text why)],
	dns    => [qw(answer holding ip message name target)],
	check => [qw(check deep expand listing policy reach trace zonecut)],
	judge => [qw(bounce change finding generic history mta outlook ownership preflight provider receiver record stale suffix traced)],
	input  => [qw(inventory shard source)],
	net    => [qw(fetch resolver servers)],
	cloud  => ['cloud'],
	ledger => ['ledger'],
	config => [qw(wholefile yamldoc)],
	account => ['account'],
	front  => [qw(begin generic_file wish)],
	report => [qw(explain jsondoc nagios overview page probe range recorded report revive sink splice tally)],
	scan => [qw(authority compare drive journal merge pump retell tracer)],
);

# Folders without I/O, clock or library, and all the system headers they need; of stdio.h they may
# use snprintf only, which source.t looks after.
my @pure = qw(dns check judge cloud);
my %harmless = map { $_ => 1 } qw(assert.h inttypes.h limits.h stdalign.h stdarg.h stdbool.h stddef.h
	stdint.h stdio.h string.h);

# Headers that only these folders or files include; what is named here is not for the others.
my @fences = (
	[qr{^ares},                      'net/', 'cli/version.c', 'exporter/version.c'],
	[qr{^event2?/},                  'net/', 'exporter/loop.c'],
	[qr{^(sys/socket|netinet/|netdb)}, 'net/', 'exporter/listener.c', 'exporter/checker.c'],
	[qr{^libpsl},                    'judge/suffix.c'],
	[qr{^arpa/inet},                 'net/', 'dns/ip.c'],
	[qr{^getopt},                    'base/optparse.c'],
	[qr{^zlib},                      'report/gzip.c', 'report/gunzip.c'],
	[qr{^curl/},                     'net/curl.h'],
	[qr{^jansson},                   'report/jsondoc.c', 'cloud/json.c'],
	[qr{^openssl/},                  'cloud/digest.c'],
	[qr{^sqlite3},                   'ledger/'],
	[qr{^yaml\.h},                   'config/yamldoc.c'],
	[qr{^gnutls/},                   'exporter/web_tls.c', 'exporter/client_cert.c', 'exporter/verifier.c'],
	[qr{^crypt\.h},                  'exporter/web_auth.c'],
	[qr{^microhttpd},                'exporter/'],
);
# The glue that a pure folder keeps to itself, in files of their own.
my %glue = ('dns/ip.c' => ['arpa/inet.h'], 'judge/suffix.c' => [qw(errno.h libpsl.h)],
	'cloud/json.c' => ['jansson.h'], 'cloud/digest.c' => [qw(openssl/evp.h openssl/hmac.h)]);

my $n = 0;
sub ok {
	my ($title, @bad) = @_;
	$n++;
	print @bad ? "not ok" : "ok", " $n - $title\n", map { "# $_\n" } @bad;
}

sub includes {
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	my @found;
	while (<$in>) {
		push @found, [$1, $2, "$file:$."] if /^\s*#\s*include\s*([<"])([^>"]+)/;
	}
	return @found;
}

sub closure {
	my ($folder, $seen) = @_;
	return if $seen->{$folder}++;
	closure($_, $seen) for @{ $uses{$folder} };
}

my %folder_of;
for my $folder (keys %headers) {
	$folder_of{"fcrdns/$_.h"} = $folder for @{ $headers{$folder} };
}
ok 'every header belongs to a folder',
	grep { (my $h = $_) =~ s{^include/}{}; !$folder_of{$h} } glob 'include/fcrdns/*.h';
ok 'every folder has a rule', grep { -d && !$uses{s{^src/}{}r} } glob 'src/*';

for my $folder (sort keys %uses) {
	closure($folder, \my %may);
	my @bad;
	my @files = (glob("src/$folder/*.[ch]"), map { "include/fcrdns/$_.h" } @{ $headers{$folder} // [] });
	for my $file (grep { -e } @files) {
		for (includes($file)) {
			my ($sign, $header, $place) = @$_;
			if ($sign eq '"') {
				push @bad, "$place: $header" if $header =~ m{/} || !-e "src/$folder/$header";
			} elsif ($header =~ m{^fcrdns/}) {
				my $owner = $folder_of{$header} // 'nobody';
				push @bad, "$place: $header is of $owner" unless $may{$owner};
			}
		}
	}
	ok "src/$folder includes only headers of: " . join(' ', sort keys %may), @bad;
}

for my $folder (@pure) {
	my @bad;
	for my $file (glob("src/$folder/*.[ch]"), map { "include/fcrdns/$_.h" } @{ $headers{$folder} }) {
		my %own = map { $_ => 1 } @{ $glue{ $file =~ s{^src/}{}r } // [] };
		for (includes($file)) {
			my ($sign, $header, $place) = @$_;
			next if $sign eq '"' || $header =~ m{^fcrdns/} || $harmless{$header} || $own{$header};
			push @bad, "$place: $header";
		}
	}
	ok "src/$folder touches no I/O, clock or library", @bad;
}

for my $fence (@fences) {
	my ($pattern, @inside) = @$fence;
	my @bad;
	for my $file (glob('src/*/*.[ch]'), glob('include/fcrdns/*.h')) {
		(my $place = $file) =~ s{^src/}{};
		next if grep { index($place, $_) == 0 } @inside;
		push @bad, map { "$_->[2]: $_->[1]" } grep { $_->[1] =~ $pattern } includes($file);
	}
	ok "only " . (join(', ', @inside) || 'nobody') . " includes $pattern", @bad;
}

# "The .c starts with its own header", which proves that the header stands alone.
my @late;
for my $file (glob 'src/*/*.c') {
	my ($name) = $file =~ m{([^/]+)\.c$};
	my @in = includes($file);
	my ($own) = grep { $_->[1] =~ m{^(fcrdns/)?\Q$name\E\.h$} } @in;
	push @late, "$own->[2]: $own->[1] comes late" if $own && $own != $in[0];
}
ok 'a source begins with its own header', @late;

print "1..$n\n";
