# SPDX-License-Identifier: MIT
# contrary.awk - functions.def to a provider that is OpenTSP's own, but answers what it is told: the
# file that $TAPICONF_REFUSE names holds a function and its answer, "TSPI_lineHold 80000044"; or what
# happens at the next call of it, "remove-line 2", "remove-phone 1", "reinit 0". It is the
# library of its dialogs too, which nobody sees and which succeed.
BEGIN {
	print "/* Made by contrary.awk. */"
	print "#define _GNU_SOURCE\n#include \"abi/tspi.h\"\n#include <dlfcn.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>"
	print "static LINEEVENT line_event;\nstatic PHONEEVENT phone_event;"
	print "static void happen(const char *what, unsigned long which)\n{"
	print "\tstatic char last[64];"
	print "\tif (!line_event || strcmp(what, last) == 0)\n\t\treturn;"
	print "\tsnprintf(last, sizeof(last), \"%s\", what);"
	print "\tif (strcmp(what, \"remove-line\") == 0)\n\t\tline_event(NULL, NULL, LINE_REMOVE, which, 0, 0);"
	print "\tif (strcmp(what, \"remove-phone\") == 0)\n\t\tphone_event(NULL, PHONE_REMOVE, which, 0, 0);"
	print "\tif (strcmp(what, \"reinit\") == 0)\n\t\tline_event(NULL, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_REINIT, 0, 0);\n}"
	print "static LONG told(const char *name)\n{"
	print "\tconst char *path = getenv(\"TAPICONF_REFUSE\");"
	print "\tchar what[64] = \"\";\n\tunsigned long answer = 0;"
	print "\tFILE *file = path ? fopen(path, \"r\") : NULL;"
	print "\tif (!file)\n\t\treturn 0;"
	print "\tif (fscanf(file, \"%63s %lx\", what, &answer) != 2)\n\t\twhat[0] = 0;"
	print "\tfclose(file);\n\thappen(what, answer);"
	print "\treturn strcmp(what, name) == 0 ? (LONG)(DWORD)answer : 0;\n}"
	print "static void *real(const char *name)\n{"
	print "\tstatic void *provider;"
	print "\tif (!provider)\n\t\tprovider = dlopen(getenv(\"TAPICONF_PROVIDER\"), RTLD_NOW | RTLD_LOCAL);"
	print "\treturn provider ? dlsym(provider, name) : NULL;\n}"
	print "static LONG own_file(LPWSTR out)\n{"
	print "\tDl_info info;\n"
	print "\tif (!dladdr((void *)own_file, &info))\n\t\treturn (LONG)LINEERR_OPERATIONFAILED;"
	print "\tfor (const char *c = info.dli_fname; (*out++ = (unsigned char)*c); c++)\n\t\t;\n\treturn 0;\n}"
}
/^TU?I?SPI\(/ { row = ""; inside = 1; dialog = /^TUI/ }
inside { row = row " " $0 }
inside && /\)\)/ { inside = 0; put(row) }
function put(row,	name, list, n, i, parts, names, word, right) {
	name = row
	sub(/^ *TU?I?SPI\(/, "", name)
	sub(/,.*/, "", name)
	list = row
	sub(/^[^(]*\([^(]*\(/, "", list)
	sub(/\)\) *$/, "", list)
	gsub(/[ \t]+/, " ", list)
	n = split(list, parts, ",")
	names = ""
	for (i = 1; i <= n && list != "void"; i++) {
		word = parts[i]
		sub(/^.*[ *]/, "", word)
		names = names (i > 1 ? ", " : "") word
	}
	if (dialog) {
		printf "LONG TSPIAPI TUISPI_%s(%s)\n{\n\treturn told(\"TUISPI_%s\");\n}\n\n", name, list, name
		return
	}
	printf "LONG TSPIAPI TSPI_%s(%s);\n", name, list
	printf "LONG TSPIAPI TSPI_%s(%s)\n{\n", name, list
	printf "\tLONG TSPIAPI (*own)(%s) = (LONG TSPIAPI (*)(%s))real(\"TSPI_%s\");\n", list, list, name
	printf "\tLONG answer = told(\"TSPI_%s\");\n\n", name
	if (name == "providerEnumDevices")
		print "\tline_event = " names_at(names, 5) ";\n\tphone_event = " names_at(names, 6) ";"
	right = "own ? own(" names ") : LINEERR_OPERATIONUNAVAIL"
	if (name == "providerUIIdentify")
		right = "own_file(out_name)"
	printf "\treturn answer ? answer : %s;\n}\n\n", right
}
function names_at(names, i,	list) {
	split(names, list, ", ")
	return list[i]
}
