#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# The table of default PTR names is what data/default_ptr_names.json says. Speaks TAP.
use strict;
use warnings;
use FindBin;
use JSON::PP;
chdir "$FindBin::Bin/../.." or die;

my $n = 0;
sub ok {
	my ($title, @bad) = @_;
	$n++;
	print @bad ? "not ok" : "ok", " $n - $title\n", map { "# $_\n" } @bad;
}

sub slurp {
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/;
	return <$in>;
}

my @entries = @{ decode_json(slurp('data/default_ptr_names.json')) };
my %entry = map { $_->{id} => $_ } @entries;
my @rows = slurp('src/judge/default_name.c') =~ /^\t\{ ("[^"]+", (?:"[^"]+"|NULL), "[^"]+") \},$/mg;
@rows = map { [/^"([^"]+)", .*, "([^"]+)"$/, /, "([^"]+)",/] } @rows;
my $providers = decode_json(slurp('data/providers.json'))->{providers};
my %provider = map { $_ => 1 } ref $providers eq 'HASH' ? keys %$providers : map { $_->{id} } @$providers;
ok 'the table is found', @rows > 20 ? () : scalar @rows;

# What a template means as a pattern of the names of one address, and one of 192.0.2.7.
sub pattern {
	my ($template, $octets) = @_;
	my %octet;
	@octet{qw(a b c d)} = @$octets;
	return '^' . join('', map {
		/^\{([a-d])\}$/ ? $octet{$1} : $_ eq '{n}' ? '[0-9]+' : $_ eq '{r}' ? '[a-z0-9-]+'
			: $_ eq '{*}' ? '.+' : quotemeta } split /(\{.\})/, $template) . '$';
}
sub sample {
	my ($name) = @_;
	my %is = (a => 192, b => 0, c => 2, d => 7, n => 31, r => 'uk-lon1', '*' => 'cloud.example');
	$name =~ s/\{(.)\}/$is{$1}/g;
	return $name;
}

ok 'each provider of a row is known', map { $_->[2] } grep { $_->[2] && !$provider{$_->[2]} } @rows;
ok 'each row has an entry', grep { !$entry{$_} } map { $_->[0] } @rows;
ok 'each row is of the kind that its entry tells',
	map { "@$_" } grep { $entry{$_->[0]} && sample($_->[1]) !~ /$entry{$_->[0]}{regex}/ } @rows;
my %has = map { $_->[0] => 1 } @rows;
ok 'each entry that carries octets of the address has a row, and no other',
	map { $_->{id} } grep { !($_->{regex} && $_->{template} =~ /\{[a-d]\}/) != !$has{$_->{id}} } @entries;
for my $entry (grep { $has{$_->{id}} } @entries) {
	my @bad;
	for (@{ $entry->{examples} }) {
		my ($address, $name) = @$_;
		my @octets = split /\./, $address;
		push @bad, "$address $name" unless grep { $_->[0] eq $entry->{id}
			&& $name =~ pattern($_->[1], \@octets) } @rows;
	}
	ok "$entry->{id}: its examples fit", @bad;
}
print "1..$n\n";
