# SPDX-License-Identifier: MIT
# The table of src/judge/generic_words.h from data/generic.words. A file that this takes but that the program's own
# reader would refuse is found by a unit test, which reads it both ways.

function hash_of(word,    h, i) {
	h = 5381
	for (i = length(word); i > 0; i--)
		h = (h * 33 + ord[substr(word, i, 1)]) % 65536
	return h
}

function kind_name(kind) {
	kind = toupper(kind)
	gsub(/-/, "_", kind)
	return "WORD_" kind
}

function entry(word) {
	return sprintf("{ %d, %s, %d }", at[word], kinds[word], length(word))
}

# The entries of those kinds; how many, and in `letters` a bit for each first letter.
function put_parts(kind,    i, n_put, letter) {
	split("", first)
	letters = 0
	for (i = 0; i < n; i++) {
		if (kinds[list[i]] !~ kind)
			continue
		n_put++
		print "\t" entry(list[i]) ","
		letter = substr(list[i], 1, 1)
		if (!(letter in first))
			letters += 2 ^ (ord[letter] - ord["a"])
		first[letter] = 1
	}
	return n_put + 0
}

BEGIN {
	for (i = 1; i < 128; i++)
		ord[sprintf("%c", i)] = i
}

/^#/ || !NF { next }

{
	for (i = 2; i <= NF; i++) {
		if (!($i in kinds)) {
			list[n++] = $i
			at[$i] = text_len
			text_len += length($i)
			kinds[$i] = kind_name($1)
		} else if (!(($i, $1) in seen)) {
			kinds[$i] = kinds[$i] " | " kind_name($1)
		}
		seen[$i, $1] = 1
	}
}

END {
	for (size = 2; size < 3 * n; size *= 2)
		;
	for (i = 0; i < n; i++) {
		for (k = hash_of(list[i]) % size; k in slot; k = (k + 1) % size)
			;
		slot[k] = list[i]
	}
	print "/* Made from data/generic.words by src/judge/generic_words.awk. */"
	print "#include \"src/judge/generic_words.h\"\n"
	print "static const char text[] ="
	for (i = 0; i < n; i++)
		print "\t\"" list[i] "\""
	print "\t;\n\nstatic const struct word_entry slots[" size "] = {"
	for (k = 0; k < size; k++)
		if (k in slot)
			print "\t[" k "] = " entry(slot[k]) ","
	print "};\n\nstatic const struct word_entry parts[] = {"
	n_mail = put_parts("MAIL_")
	mail = letters
	n_parts = n_mail + put_parts("PLACEHOLDER|NOBODY")
	print "};\n\nconst struct generic_words generic_words_built_in = {"
	print "\t.text = text,\n\t.slots = slots,\n\t.mask = " size - 1 ",\n\t.parts = parts,"
	print "\t.n_mail_parts = " n_mail ",\n\t.n_parts = " n_parts ","
	print "\t.mail_letters = " mail ",\n\t.place_letters = " letters ",\n};"
}
