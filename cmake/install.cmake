# SPDX-License-Identifier: MIT
# Where things go: cmake --preset linux -DCMAKE_INSTALL_PREFIX=/usr, then cmake --install build/linux.
include(GNUInstallDirs)

install(TARGETS opentsp LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/opentsp
	RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS tapictl tspcheck RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(WIN32)
	install(TARGETS tapisrv tspi-apart RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
	return()
endif()
install(TARGETS tapisrv tspi-apart RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/opentsp)
configure_file(packaging/systemd/tapisrv.service.in packaging/tapisrv.service @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/packaging/tapisrv.service packaging/systemd/tapisrv.socket
	DESTINATION lib/systemd/system)
install(FILES packaging/systemd/opentsp.sysusers DESTINATION lib/sysusers.d RENAME opentsp.conf)
install(FILES packaging/man/tapisrv.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES packaging/man/tapictl.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES packaging/man/tapi32.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3)

# A page for each function of TAPI, made of its tables.
install(CODE "execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/man
	${CMAKE_BINARY_DIR}/include/tapi.h ${CMAKE_BINARY_DIR}/packaging/man3 COMMAND_ERROR_IS_FATAL ANY)")
install(DIRECTORY ${CMAKE_BINARY_DIR}/packaging/man3/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man3)
install(FILES packaging/bash/tapictl DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)

# For Windows programs under Wine: the installer, and the DLLs of those builds that there are.
set(OPENTSP_WINE_X64 ${CMAKE_SOURCE_DIR}/build/win64/bin CACHE PATH "folder of tapi32.dll for 64-bit programs")
set(OPENTSP_WINE_X86 ${CMAKE_SOURCE_DIR}/build/win32/bin CACHE PATH "folder of tapi32.dll for 32-bit programs")
install(PROGRAMS packaging/wine/opentsp-wine DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(kind X64 X86)
	string(TOLOWER ${kind} folder)
	install(FILES ${OPENTSP_WINE_${kind}}/tapi32.dll DESTINATION lib/opentsp/wine/${folder} OPTIONAL)
endforeach()

install(TARGETS tapi32 LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${CMAKE_BINARY_DIR}/include/tapi.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tapi32)
configure_file(packaging/tapi32.pc.in packaging/tapi32.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/packaging/tapi32.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
