# SPDX-License-Identifier: MIT
# contrary.awk - functions.def to a provider that is OpenTSP's own, but answers what it is told: the
# file that $TAPICONF_REFUSE names holds a function and its answer, "TSPI_lineHold 80000044".
BEGIN {
	print "/* Made by contrary.awk. */"
	print "#include \"abi/tspi.h\"\n#include <dlfcn.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>"
	print "static LONG told(const char *name)\n{"
	print "\tconst char *path = getenv(\"TAPICONF_REFUSE\");"
	print "\tchar what[64] = \"\";\n\tunsigned long answer = 0;"
	print "\tFILE *file = path ? fopen(path, \"r\") : NULL;"
	print "\tif (!file)\n\t\treturn 0;"
	print "\tif (fscanf(file, \"%63s %lx\", what, &answer) != 2 || strcmp(what, name) != 0)\n\t\tanswer = 0;"
	print "\tfclose(file);\n\treturn (LONG)(DWORD)answer;\n}"
	print "static void *real(const char *name)\n{"
	print "\tstatic void *provider;"
	print "\tif (!provider)\n\t\tprovider = dlopen(getenv(\"TAPICONF_PROVIDER\"), RTLD_NOW | RTLD_LOCAL);"
	print "\treturn provider ? dlsym(provider, name) : NULL;\n}"
}
/^TSPI\(/ { row = ""; inside = 1 }
inside { row = row " " $0 }
inside && /\)\)/ { inside = 0; put(row) }
function put(row,	name, list, n, i, parts, names, word) {
	name = row
	sub(/^ *TSPI\(/, "", name)
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
	printf "LONG TSPIAPI TSPI_%s(%s);\n", name, list
	printf "LONG TSPIAPI TSPI_%s(%s)\n{\n", name, list
	printf "\tLONG TSPIAPI (*own)(%s) = (LONG TSPIAPI (*)(%s))real(\"TSPI_%s\");\n", list, list, name
	printf "\tLONG answer = told(\"TSPI_%s\");\n\n", name
	printf "\treturn answer ? answer : own ? own(%s) : LINEERR_OPERATIONUNAVAIL;\n}\n\n", names
}
