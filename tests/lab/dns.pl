#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# What sh cannot do for the servers of the lab. Perl, because perl-base is in every Debian, and dig
# and python are not.
#   dns.pl ports N              print N ports of 127.0.0.1 that are free for UDP and TCP
#   dns.pl up PORT TOKEN NAME   is the server there the one called TOKEN (id.server), and does it
#                               answer for the PTR records at NAME, over UDP and TCP? (exit status)
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my $wait_s = 1;

# All are held until all are found, so that no two are the same.
sub free_ports {
    my ($n) = @_;
    my (@ports, @held);
    while (@ports < $n) {
        my %loopback = (LocalAddr => '127.0.0.1');
        my $tcp = IO::Socket::INET->new(%loopback, Proto => 'tcp', LocalPort => 0, Listen => 1)
          or die "no free port: $@\n";
        my $udp = IO::Socket::INET->new(%loopback, Proto => 'udp', LocalPort => $tcp->sockport)
          or next;
        push @ports, $tcp->sockport;
        push @held, $tcp, $udp;
    }
    return @ports;
}

sub question {
    my ($name, $type, $class) = @_;
    my $labels = join '', map { pack 'C/a', $_ } split /\./, $name;
    return pack('n6', $$ & 0xffff, 0x0100, 1, 0, 0, 0) . $labels . pack('Cnn', 0, $type, $class);
}

# The answer's octets, or nothing.
sub ask {
    my ($proto, $port, $question) = @_;
    my $socket = IO::Socket::INET->new(
        Proto    => $proto,
        PeerAddr => '127.0.0.1',
        PeerPort => $port,
        Timeout  => $wait_s
    ) or return '';
    my $packet = $proto eq 'tcp' ? pack('n/a', $question) : $question;
    $socket->syswrite($packet) or return '';
    return '' if !IO::Select->new($socket)->can_read($wait_s);
    # A short answer is one read in either protocol; TCP's length goes before it.
    my $answer = '';
    $socket->sysread($answer, 4096) or return '';
    return $proto eq 'tcp' ? substr($answer, 2) : $answer;
}

sub has_records {
    my ($answer) = @_;
    return 0 if length $answer < 12;
    my (undef, $flags, undef, $records) = unpack 'n4', $answer;
    return ($flags & 0x000f) == 0 && $records > 0;
}

sub is_up {
    my ($port, $token, $name) = @_;
    my ($TXT, $PTR, $IN, $CHAOS) = (16, 12, 1, 3);
    return 0 if index(ask('udp', $port, question('id.server', $TXT, $CHAOS)), $token) < 0;
    for my $proto ('udp', 'tcp') {
        return 0 if !has_records(ask($proto, $port, question($name, $PTR, $IN)));
    }
    return 1;
}

my ($verb, @args) = @ARGV;
if (defined $verb && $verb eq 'ports' && @args == 1) {
    print "$_\n" for free_ports($args[0]);
} elsif (defined $verb && $verb eq 'up' && @args == 3) {
    exit(is_up(@args) ? 0 : 1);
} else {
    print STDERR "usage: dns.pl ports N | up PORT TOKEN NAME\n";
    exit 64;
}
