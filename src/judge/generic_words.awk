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

# The entries of those kinds by their first letter; `index_text` becomes the places where each letter begins.
function put_parts(kind,    i, k) {
	index_text = n_parts
	for (k = ord["a"]; k <= ord["z"]; k++) {
		for (i = 0; i < n; i++)
			if (ord[substr(list[i], 1, 1)] == k && kinds[list[i]] ~ kind) {
				n_parts++
				print "\t" entry(list[i]) ","
			}
		index_text = index_text ", " n_parts
	}
}

function add(word, kind) {
	if (!(word in kinds)) {
		list[n++] = word
		at[word] = text_len
		text_len += length(word)
		kinds[word] = kind
	} else if (!((word, kind) in seen)) {
		kinds[word] = kinds[word] " | " kind
	}
	seen[word, kind] = 1
}

BEGIN {
	for (i = 1; i < 128; i++)
		ord[sprintf("%c", i)] = i
}

/^#/ || !NF { next }

{
	for (i = 2; i <= NF; i++) {
		add($i, kind_name($1))
		if ($1 ~ /^(cloud|isp|sender)$/)
			for (rest = $i; sub(/^[^.]*[.]/, "", rest);)
				add(rest, "WORD_ABOVE")
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
	n_parts = 0
	put_parts("MAIL_")
	mail = index_text
	put_parts("PLACEHOLDER|NOBODY")
	print "};\n\nconst struct generic_words generic_words_built_in = {"
	print "\t.text = text,\n\t.slots = slots,\n\t.mask = " size - 1 ",\n\t.parts = parts,"
	print "\t.mail = { { " mail " } },\n\t.places = { { " index_text " } },\n};"
}
