# SPDX-License-Identifier: MIT
# TAPI for programs: the telephony server and its client library (src/tapi).
include(GNUInstallDirs)

# How numbers become what is dialled: lineTranslateAddress and what it stands on.
opentsp_sources(dialing_sources tapi/dialing)
add_library(dialing OBJECT ${dialing_sources})
target_include_directories(dialing PUBLIC src include)

# The client library: libtapi32.so, tapi32.dll.
opentsp_sources(client_sources tapi/client tapi/ui)
if(WIN32)	# windows in memory
	list(APPEND client_sources ${CMAKE_SOURCE_DIR}/src/tspi/ui/template.c)
endif()
add_library(tapi_client OBJECT ${client_sources})
target_include_directories(tapi_client PUBLIC src include)
target_link_libraries(tapi_client PUBLIC uv)
target_compile_definitions(tapi_client PRIVATE
	OPENTSP_SERVER="${CMAKE_INSTALL_FULL_LIBEXECDIR}/opentsp/tapisrv"
	OPENTSP_RECIPIENT="${CMAKE_INSTALL_FULL_BINDIR}/tapictl")
set_target_properties(tapi_client PROPERTIES C_VISIBILITY_PRESET default)	# tapi32.map hides

# Only what it needs of the ground is drawn in.
add_library(ground_archive STATIC $<TARGET_OBJECTS:ground> $<TARGET_OBJECTS:codec>)
include(cmake/tapi_exports.cmake)	# tapi32.map, tapi32.def, tapi_seconds from exports.def
add_library(tapi32 SHARED $<TARGET_OBJECTS:tapi_client>)
target_link_libraries(tapi32 PRIVATE ground_archive uv)
if(WIN32)
	target_sources(tapi32 PRIVATE ${CMAKE_BINARY_DIR}/tapi32.def)
	set_target_properties(tapi32 PROPERTIES PREFIX "")
	target_link_libraries(tapi32 PRIVATE crypto_of_the_system)
	target_link_options(tapi32 PRIVATE -static -static-libgcc)
	if(CMAKE_SIZEOF_VOID_P EQUAL 4)
		target_link_options(tapi32 PRIVATE -Wl,--kill-at,--enable-stdcall-fixup)
	endif()
else()
	set_target_properties(tapi32 PROPERTIES VERSION 2.2 SOVERSION 2)
	target_link_options(tapi32 PRIVATE ${tapi_seconds} -Wl,-z,nodelete
		-Wl,--version-script=${CMAKE_BINARY_DIR}/tapi32.map)
	if(NOT OPENTSP_SANITIZE)
		target_link_options(tapi32 PRIVATE -Wl,-z,defs)
	endif()
	set_property(TARGET tapi32 APPEND PROPERTY LINK_DEPENDS ${CMAKE_BINARY_DIR}/tapi32.map)

	# The tapi.h for programs, one file.
	file(GLOB header_parts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/abi/*.h
		${CMAKE_SOURCE_DIR}/src/abi/constants.def ${CMAKE_SOURCE_DIR}/src/tapi/client/functions*.h)
	add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/include/tapi.h
		COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/include
		COMMAND ${CMAKE_SOURCE_DIR}/scripts/header > ${CMAKE_BINARY_DIR}/include/tapi.h
		DEPENDS ${CMAKE_SOURCE_DIR}/scripts/header ${header_parts})
	add_custom_target(tapi_header ALL DEPENDS ${CMAKE_BINARY_DIR}/include/tapi.h)
endif()

# The server as a library, for its program and for tests, which run it on a thread.
opentsp_sources(server_sources tapi/server)
list(FILTER server_sources EXCLUDE REGEX "/main\\.c$")
add_library(server OBJECT ${server_sources})
target_include_directories(server PUBLIC src include)
target_link_libraries(server PUBLIC uv)
target_compile_definitions(server PRIVATE OPENTSP_PROVIDER="$<TARGET_FILE_NAME:opentsp>")

set(server_parts $<TARGET_OBJECTS:server> $<TARGET_OBJECTS:codec> $<TARGET_OBJECTS:dialing>)
add_executable(tapisrv src/tapi/server/main.c ${server_parts} $<TARGET_OBJECTS:ground>)
target_link_libraries(tapisrv PRIVATE host uv cares crypto_of_the_system)
if(WIN32)
	target_link_options(tapisrv PRIVATE -static -static-libgcc)
endif()
