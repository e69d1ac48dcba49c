#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# Habits that a compiler does not check: banned calls, comments, licence lines. Speaks TAP.
use strict;
use warnings;
use File::Find;
use FindBin;
chdir "$FindBin::Bin/../.." or die;

# Unbounded, ambiguous, locale-bound, or asking the wrong databases.
my $banned = join '|', qw(strcat sprintf vsprintf gets atoi atol atof strtok system popen alloca strncpy
	getaddrinfo getnameinfo gethostbyname gethostbyaddr setlocale rand srand tmpnam mktemp
	isalpha isdigit isalnum isspace isupper islower isxdigit isprint ispunct tolower toupper);
my $allocates = join '|', qw(malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf
	aligned_alloc posix_memalign getline getdelim);
# Glue to libraries and to libc that hand out memory or want it freed by us: file => why.
my %may_allocate = ('src/base/arena.c' => 'it is the one place');

my $n = 0;
sub ok {
	my ($title, @bad) = @_;
	$n++;
	print @bad ? "not ok" : "ok", " $n - $title\n", map { "# $_\n" } @bad;
}

sub slurp {
	my ($file) = @_;
	open my $in, '<:raw', $file or die "$file: $!";
	local $/;
	return <$in> // '';
}

# The code alone: comments and what stands in quotes become spaces, lines stay.
sub code_of {
	my ($text) = @_;
	my $blank = sub { $_[0] =~ s/[^\n]/ /gr };
	$text =~ s{(/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')}{$blank->($1)}gse;
	return $text;
}

my (@all, %code);
find({ no_chdir => 1, wanted => sub {
	$File::Find::prune = 1 if -d && m{/(\.git|build|__pycache__)$};
	push @all, $_ if -f;
} }, qw(src include tests data));
push @all, grep { -f } qw(Makefile README.md);
@all = sort @all;
my @sources = grep { /\.[ch]$/ } @all;
$code{$_} = code_of(slurp($_)) for @sources;

# Lines of the code of `files` that match.
sub hits {
	my ($pattern, @files) = @_;
	my @bad;
	for my $file (@files) {
		my $line = 0;
		for (split /\n/, $code{$file}) {
			$line++;
			push @bad, "$file:$line: $1" if /$pattern/;
		}
	}
	return @bad;
}

my @product = grep { m{^(src|include)/} } @sources;
ok 'no banned calls', hits(qr/(?<![\w>.])($banned)\s*\(/, @product);
ok 'memory comes from arena.c',
	hits(qr/(?<![\w>.])($allocates)\s*\(/, grep { !$may_allocate{$_} } @product);
ok 'pure folders print to memory only',
	hits(qr/\b(FILE|stdout|stdin|(?:f|d)?printf|f?puts|f?open|popen|f?read|f?write|time|clock_gettime)\b\s*[(;)*]/,
		grep { m{^src/(dns|check|judge)/} && $_ ne 'src/judge/suffix.c' } @product);
ok 'comments are /* */', hits(qr{(//.*)}, @sources);
ok 'only src/cli and the exporter talk on standard error',
	hits(qr/\b(stderr|perror|psignal)\b/, grep { !m{^src/(cli|exporter)/} } @product);
# The checker of passwords is a process of its own.
ok 'nothing exits but src/cli', hits(qr/(?<![\w>.])(_?exit|abort|err|errx)\s*\(/,
	grep { !m{^src/cli/} && $_ ne 'src/exporter/checker.c' } @product);
ok 'no structure is hidden behind a typedef', hits(qr/\b(typedef\s+(?:struct|union|enum)\b)/, @product);
ok 'no goto leads back', map {
	my ($file, @lines) = ($_, split /\n/, $code{$_});
	my (%seen, @bad);
	for my $i (0 .. $#lines) {
		%seen = () if $lines[$i] =~ /^}/;
		$seen{$1} = 1 if $lines[$i] =~ /^(\w+):(?!:)/;
		push @bad, "$file:" . ($i + 1) . ": $1" if $lines[$i] =~ /\bgoto (\w+);/ && $seen{$1};
	}
	@bad;
} @product;

# libmicrohttpd 1.0 overwrites what it told before.
ok 'a function asks libmicrohttpd for one thing about a connection or daemon', map {
	my $file = $_;
	map { my $n = () = /\bMHD_get_(?:connection|daemon)_info\b/g; $n > 1 ? "$file: $n" : () } split /^}/m, $code{$_};
} @product;

ok 'every source names its licence', grep {
	(/\.([ch]|t|sh|py|pl|awk|mk|in|bash|md)$/ || /Makefile$/) && !/\.md$/ &&
		slurp($_) !~ /\A(?:.*\n){0,2}.*SPDX-License-Identifier: MIT/
} @all;
# Split, so that this file does not find itself.
my $machine = join '|', map { "/$_/" } qw(home work root), 'var/tmp';
ok 'no paths of one machine', grep { slurp($_) =~ m{(?<![\w.*])(?:$machine)} } @all;
ok 'text files end with a newline', grep {
	/\.([ch]|t|sh|py|pl|mk|in|bash|md|case)$/ && slurp($_) !~ /(?:\A|\n)\z/
} @all;

print "1..$n\n";
