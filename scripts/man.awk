# SPDX-License-Identifier: MIT
# man.awk - see scripts/man: errors.tsv functions.tsv tapi.h tapi-functions.tsv to pages in `folder`.
BEGIN { FS = "\t" }
FNR == 1 { file++ }
file == 1 { if ($0 !~ /^#/) error_text[$1] = $2; next }
file == 2 {
	if ($0 !~ /^#/) {
		what[$1] = $2
		more[$1] = $3
		also[$1] = $4
	}
	next
}
# Declarations may take several rows.
file == 3 {
	if ($0 ~ /^LONG WINAPI /)
		text = ""
	else if (text == "")
		next
	row = $0
	gsub(/[ \t]+/, " ", row)
	text = text (text == "" ? "" : " ") row
	gsub(/  +/, " ", text)
	if (text ~ /;/) {
		name = text
		sub(/^LONG WINAPI /, "", name)
		sub(/\(.*/, "", name)
		declared[name] = text
		text = ""
	}
	next
}
FNR == 1 { next }
{ page() }
END { exit bad }

function plain(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	sub(/^['.]/, "\\\\\\&&", text)
	return text
}
# "LONG WINAPI name(TYPE arg, ...);" with names of arguments in italics, a row an argument.
function synopsis(name,	text, list, n, i, type, arg, parts, out) {
	text = declared[name]
	list = text
	sub(/^[^(]*\(/, "", list)
	sub(/\);.*/, "", list)
	n = split(list, parts, /, ?/)
	out = ".BI \"LONG " name "("
	if (list == "void")
		return out "void);\""
	for (i = 1; i <= n; i++) {
		type = arg = parts[i]
		sub(/[A-Za-z0-9_]+$/, "", type)
		sub(/^.*[^A-Za-z0-9_]/, "", arg)
		out = out (i > 1 ? "    " : "") type "\" " arg (i < n ? " ,\n.BI \"" : " \");\"")
	}
	return out
}
function complain(text) {
	print text > "/dev/stderr"
	bad = 1
}
function errors_of(list, out,	n, i, j, names, bare) {
	n = split(list, names, " ")
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && names[j] < names[j - 1]; j--) {
			bare = names[j]
			names[j] = names[j - 1]
			names[j - 1] = bare
		}
	for (i = 1; i <= n; i++) {
		bare = names[i]
		if (!sub(/^(LINE|PHONE|TAPI)ERR_/, "", bare))
			continue
		if (!(bare in error_text))
			complain($1 ": " names[i] " has no sentence in errors.tsv")
		printf ".TP\n.B %s\n%s\n", names[i], plain(error_text[bare]) > out
	}
}
function forms(name, out,	n, i, names, declarations) {
	n = split($5, names, " ")
	declarations = 0
	for (i = 1; i <= n; i++)
		if (names[i] in declared) {
			printf "%s%s\n", declarations++ ? ".PP\n" : "", synopsis(names[i]) > out
		}
	if (!declarations)
		complain(name ": tapi.h does not declare it")
}
function see_also(name, out,	n, i, names) {
	n = split(also[name], names, " ")
	for (i = 1; i <= n; i++) {
		if (names[i] != "tapictl" && !(names[i] in what))
			complain(name ": see also " names[i] ", which there is not")
		printf ".BR %s (%s),\n", names[i], names[i] == "tapictl" ? "1" : "3" > out
	}
	print ".BR tapi32 (3)" > out
}
function page(	name, out, n, i, names, reply) {
	name = $1
	if (!(name in what)) {
		complain(name ": functions.tsv does not say what it does")
		return
	}
	out = folder "/" name ".3"
	reply = $2 == "phone" ? "PHONE_REPLY" : "LINE_REPLY"
	printf ".\\\" SPDX-License-Identifier: MIT\n.\\\" Made by scripts/man.\n" > out
	printf ".TH %s 3 %s OpenTSP \"TAPI's functions\"\n", toupper(name), date > out
	printf ".SH NAME\n%s \\- %s\n.SH SYNOPSIS\n.nf\n.B #include <tapi.h>\n.PP\n", name, plain(what[name]) > out
	forms(name, out)
	printf ".fi\n.SH DESCRIPTION\n%s%s. %s\n", toupper(substr(what[name], 1, 1)), \
		plain(substr(what[name], 2)), plain(more[name]) > out
	if ($4 ~ /A W/)
		printf ".PP\nTexts are UTF\\-8 in\n.BR %sA ,\nUTF\\-16 in\n.BR %sW .%s\n", name, name, \
			$4 ~ /plain/ ? "\n.B " name "\nis the first, or the second where\n.B UNICODE\nis defined." : "" > out
	printf ".SH RETURN VALUE\n" > out
	if ($3 == "yes")
		printf "A positive number, the id of the request: it succeeds or fails later, as\n.B %s\nsays. Or a negative error, and then nothing comes.\n", reply > out
	else
		printf "0, or a negative error.\n" > out
	printf ".SH ERRORS\n" > out
	errors_of($9, out)
	printf ".SH VERSION\n%s\n.SH SEE ALSO\n", $6 == "" ? "It is obsolete." : "TAPI " $6 " or newer." > out
	see_also(name, out)
	close(out)
	n = split($5, names, " ")
	for (i = 1; i <= n; i++)
		if (names[i] != name) {
			printf ".so man3/%s.3\n", name > (folder "/" names[i] ".3")
			close(folder "/" names[i] ".3")
		}
}
