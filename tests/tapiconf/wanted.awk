# SPDX-License-Identifier: MIT
# wanted.awk - tapi-functions.tsv to the rows of `wanted`: function, error, and who is behind it.
BEGIN { FS = "\t" }
NR > 1 {
	own = "TSPI_" $1
	behind = $7 ~ /^TSPI_[A-Za-z]+$/ ? $7 : index($7 " ", own " ") ? own : $7 ~ /^proxy/ ? "proxy" : ""
	if (!behind && match($7, /TUISPI_[A-Za-z]+Config[A-Za-z]*/))	# its dialog, in the program
		behind = substr($7, RSTART, RLENGTH)
	if ($1 ~ /Close$|Shutdown$/)	# what is closed is closed, whatever the provider says
		behind = ""
	n = split($9, errors, " ")
	for (i = 1; i <= n; i++)
		if (errors[i] ~ /ERR_/)
			printf "\t{ \"%s\", \"%s\", (LONG)%s, \"%s\" },\n", $1, errors[i], errors[i], behind
}
