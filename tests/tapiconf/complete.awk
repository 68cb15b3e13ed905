# SPDX-License-Identifier: MIT
# complete.awk TSV CANNOT ROWS - the rows of the program, and whether each function with its success and each
# of its errors is among them. What is not must stand in cannot.tsv with the reason (of FUNCTION@linux and
# FUNCTION@wine only there):
#
#   not tried yet ...    nobody wrote a way to bring it about
#   not served yet ...   the function or the case is not there yet; its row, if it has one, is no failure
#   wrong still ...      it answers otherwise; its row is no failure
#   anything else        it cannot occur here
BEGIN { FS = "\t" }
FILENAME == ARGV[1] {
	if (FNR == 1)
		next
	functions[$1] = 1
	wanted[$1 " success"] = 1
	n = split($9, errors, " ")
	for (i = 1; i <= n; i++)
		if (errors[i] ~ /ERR_/)
			wanted[$1 " " errors[i]] = 1
	next
}
FILENAME == ARGV[2] {
	at = index($1, "@")
	if ($0 ~ /^#/ || NF < 3 || (at && substr($1, at + 1) != (kind == "linux" ? "linux" : "wine")))
		next
	if (sub(/@.*/, "", $1) && $2 == "*")
		never[$1] = 1
	reason[$1 " " $2] = $3
	next
}
function why(one, 	pair) {
	split(one, pair, " ")
	if (one in reason)
		return reason[one]
	if ((pair[1] " *") in reason)
		return reason[pair[1] " *"]
	return ("* " pair[2]) in reason ? reason["* " pair[2]] : ""
}
/^(not )?ok - / {
	text = $0
	sub(/^(not )?ok - /, "", text)
	split(text, words, /: | /)
	one = words[1] " " words[2]
	if ($0 ~ /^ok/) {
		good[one] = 1
		if (one in reason)
			print "not ok - " words[1] ": " words[2] " can occur, and cannot.tsv says that it cannot"
	} else if (one in reason || words[1] in never || why(one) ~ /^not served yet/) {
		print "# " text ": " why(one)
		next
	}
	seen[one] = 1
}
{ print }
END {
	if (only != "")
		exit
	for (w in wanted) {
		split(w, pair, " ")
		if (w in good)
			provoked += pair[2] != "success"
		else if (w in seen)
			wrong++
		else if (why(w) == "")
			print "not ok - " pair[1] ": " pair[2] " is neither provoked nor in cannot.tsv"
		else if (why(w) ~ /^not tried yet/)
			later++
		else if (why(w) ~ /^(not served yet|wrong still)/)
			unserved++
		else
			impossible++
		all += pair[2] != "success"
	}
	printf "# %d functions with %d errors: %d errors provoked, %d answered otherwise, %d cannot occur here\n", \
		length(functions), all, provoked, wrong, impossible
	printf "# %d not served yet, or wrong still\n# %d not tried yet\n", unserved, later
}
