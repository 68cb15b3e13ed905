# SPDX-License-Identifier: MIT
# here.h: which TSPI_ and TUISPI_ functions src/tspi defines (see absent.c).
file(GLOB_RECURSE entries CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/tspi/*.c)
set(here "/* made by cmake/here.cmake */\n")
foreach(file ${entries})
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
	file(STRINGS ${file} rows REGEX "^LONG TSPIAPI (TSPI|TUISPI)_[A-Za-z]+\\(")
	foreach(row ${rows})
		string(REGEX REPLACE "^LONG TSPIAPI ([A-Za-z_]+)\\(.*" "\\1" name "${row}")
		string(APPEND here "#define HERE_${name} ~, 1\n")
	endforeach()
endforeach()
file(CONFIGURE OUTPUT here.h CONTENT "${here}" @ONLY)
