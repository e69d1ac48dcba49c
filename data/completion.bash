# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# bash completion for fcrdns-check. The words come from the program's own option table.

_fcrdns_check()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local words='' commands='' kind=option table

	# --format=te arrives as three words.
	if [[ $cur == '=' ]]; then
		cur=
	elif [[ $prev == '=' && $COMP_CWORD -gt 1 ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	table=$("$1" --print-options completion 2>/dev/null) || return
	eval "$table"
	if [[ $COMP_CWORD -eq 1 && $kind == option && $cur != -* ]]; then
		words=$commands
		kind=word
	elif [[ " $commands " == *" ${COMP_WORDS[1]} "* ]]; then
		words='' kind=option
		table=$("$1" "${COMP_WORDS[1]}" --print-options completion 2>/dev/null) || return
		eval "$table"
		[[ $kind == option && $cur != -* ]] && kind='file'
	fi
	case $kind in
	file)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		compopt -o filenames 2>/dev/null
		;;
	word)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		;;
	option)
		[[ $cur == -* ]] && mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		;;
	esac
}

complete -F _fcrdns_check fcrdns-check
