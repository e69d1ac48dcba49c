#!/bin/sh
# SPDX-License-Identifier: MIT
# FCrDNS as a shell loop over dig (or host): dig_loop.sh dig|host IP PORT LIST; one process a query.
tool=$1 ip=$2 port=$3 list=$4
q() { # type name
  case $tool in
  dig) dig +short @"$ip" -p "$port" "$2" "$1" ;;
  host) host -p "$port" -t "$1" "$2" "$ip" 2>/dev/null | sed -n 's/.* \(domain name pointer\|has address\|has IPv6 address\) //p' ;;
  esac
}
while read -r a; do
  case $a in
  *:*) t=AAAA n=$(python3 -c 'import ipaddress,sys; print(ipaddress.ip_address(sys.argv[1]).reverse_pointer)' "$a") ;;
  *) t=A n=$(echo "$a" | awk -F. '{print $4"."$3"."$2"."$1".in-addr.arpa"}') ;;
  esac
  v=noptr c=0 g=0
  for p in $(q PTR "$n" | grep '\.test\.$'); do
    c=$((c + 1)) hit=0
    for x in $(q $t "$p"); do
      [ "$x" = "$a" ] && hit=1
      [ $v = confirmed ] || v=mismatch
    done
    [ $hit = 1 ] && v=confirmed g=$((g + 1))
    [ $v = noptr ] && v=nxtarget
  done
  printf '%s\t%s\t%d\t%d\n' "$a" $v $c $g
done <"$list"
