# SPDX-License-Identifier: MIT
# The libraries that OpenTSP stands on, under one name on every system: uv,
# cares, srtp2, cmocka, crypto_of_the_system. Linux: Debian's packages. Windows: built
# from Debian's source packages by scripts/winlibs into .cache/PRESET.
if(WIN32)
	set(winlibs ${CMAKE_SOURCE_DIR}/.cache/winlibs/${OPENTSP_WIN})
	if(NOT EXISTS ${winlibs}/lib/libsrtp2.a)	# the newest of them
		message(FATAL_ERROR "${winlibs} is empty: run scripts/winlibs ${OPENTSP_WIN} first")
	endif()
	foreach(name uv cares cmocka srtp2)
		add_library(${name} STATIC IMPORTED)
		set_target_properties(${name} PROPERTIES
			IMPORTED_LOCATION ${winlibs}/lib/lib${name}.a
			INTERFACE_INCLUDE_DIRECTORIES ${winlibs}/include)
	endforeach()
	set_property(TARGET uv PROPERTY INTERFACE_LINK_LIBRARIES
		ws2_32 iphlpapi userenv psapi dbghelp advapi32 user32 ole32 uuid)
	set_property(TARGET cares PROPERTY INTERFACE_LINK_LIBRARIES ws2_32 iphlpapi advapi32)
	set_property(TARGET srtp2 PROPERTY INTERFACE_LINK_LIBRARIES ws2_32)
	set_property(TARGET cares PROPERTY INTERFACE_COMPILE_DEFINITIONS CARES_STATICLIB)
	add_library(crypto_of_the_system INTERFACE)
	target_link_libraries(crypto_of_the_system INTERFACE bcrypt ncrypt crypt32 secur32)

	# ctest runs what was built here under Wine.
	if(CMAKE_CROSSCOMPILING AND OPENTSP_WIN STREQUAL win64)
		set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_SOURCE_DIR}/scripts/wine)
	elseif(CMAKE_CROSSCOMPILING)
		set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_SOURCE_DIR}/scripts/wine32)
	endif()
else()
	find_package(PkgConfig REQUIRED)
	pkg_check_modules(uv_pkg REQUIRED IMPORTED_TARGET libuv>=1.44)
	pkg_check_modules(cares_pkg REQUIRED IMPORTED_TARGET libcares>=1.18)
	pkg_check_modules(srtp2_pkg REQUIRED IMPORTED_TARGET libsrtp2>=2.4)
	pkg_check_modules(crypto_pkg REQUIRED IMPORTED_TARGET libssl>=3.0 libcrypto>=3.0)
	foreach(name uv cares srtp2)
		add_library(${name} INTERFACE)
		target_link_libraries(${name} INTERFACE PkgConfig::${name}_pkg)
	endforeach()
	add_library(crypto_of_the_system INTERFACE)
	target_link_libraries(crypto_of_the_system INTERFACE PkgConfig::crypto_pkg)
	if(OPENTSP_TESTS)
		pkg_check_modules(cmocka_pkg REQUIRED IMPORTED_TARGET cmocka)
		add_library(cmocka INTERFACE)
		target_link_libraries(cmocka INTERFACE PkgConfig::cmocka_pkg)
	endif()
endif()
