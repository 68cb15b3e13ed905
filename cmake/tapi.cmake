# SPDX-License-Identifier: MIT
# TAPI for programs: the telephony server and its client library (src/tapi).

# How numbers become what is dialled: lineTranslateAddress and what it stands on.
opentsp_sources(dialing_sources tapi/dialing)
if(dialing_sources)
	add_library(dialing OBJECT ${dialing_sources})
	target_include_directories(dialing PUBLIC src include)
endif()

opentsp_sources(client_sources tapi/client)
if(client_sources)
	add_library(tapi_client OBJECT ${client_sources})
	target_include_directories(tapi_client PUBLIC src include)
endif()

# The server as a library, for its program and for tests, which run it on a thread.
opentsp_sources(server_sources tapi/server)
list(FILTER server_sources EXCLUDE REGEX "/main\\.c$")
add_library(server OBJECT ${server_sources})
target_include_directories(server PUBLIC src include)
target_link_libraries(server PUBLIC uv)
target_compile_definitions(server PRIVATE OPENTSP_PROVIDER="$<TARGET_FILE_NAME:opentsp>")

set(server_parts $<TARGET_OBJECTS:server> $<TARGET_OBJECTS:codec> $<TARGET_OBJECTS:dialing>)
if(NOT TARGET dialing)
	list(REMOVE_ITEM server_parts $<TARGET_OBJECTS:dialing>)
endif()
add_executable(tapisrv src/tapi/server/main.c ${server_parts} $<TARGET_OBJECTS:ground>)
target_link_libraries(tapisrv PRIVATE host uv cares crypto_of_the_system)
if(WIN32)
	target_link_options(tapisrv PRIVATE -static -static-libgcc)
endif()
