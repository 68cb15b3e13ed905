# SPDX-License-Identifier: MIT
# The names that TAPI's client library exports are the rows of exports.def: a version
# script on Linux, where a plain name is the linker's second name of the A function.
set(rows_file ${CMAKE_SOURCE_DIR}/src/tapi/client/exports.def)
file(STRINGS ${rows_file} rows REGEX "^(EXPORT|PLAIN|ABSENT)\\(")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${rows_file})
set(tapi_names opentsp_tapi_dispatch opentsp_tapi_handle)
set(tapi_seconds)
foreach(row ${rows})
	string(REGEX REPLACE "^[A-Z]+\\(([A-Za-z0-9]+).*" "\\1" name "${row}")
	list(APPEND tapi_names ${name})
	if(row MATCHES "^PLAIN")
		list(APPEND tapi_seconds "-Wl,--defsym=${name}=${name}A")
	endif()
endforeach()
list(JOIN tapi_names ";\n" lines)
file(CONFIGURE OUTPUT tapi32.map CONTENT "{\nglobal:\n${lines};\nlocal: *;\n};\n" @ONLY)
