# SPDX-License-Identifier: MIT
# Where things go: cmake --preset linux -DCMAKE_INSTALL_PREFIX=/usr, then cmake --install build/linux.
include(GNUInstallDirs)

install(TARGETS opentsp LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/opentsp
	RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS tapictl tspcheck RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(WIN32)
	install(TARGETS tapisrv RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
	return()
endif()
install(TARGETS tapisrv RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/opentsp)
configure_file(packaging/systemd/tapisrv.service.in packaging/tapisrv.service @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/packaging/tapisrv.service packaging/systemd/tapisrv.socket
	DESTINATION lib/systemd/system)
install(FILES packaging/systemd/opentsp.sysusers DESTINATION lib/sysusers.d RENAME opentsp.conf)
install(FILES packaging/man/tapisrv.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)

install(TARGETS tapi32 LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${CMAKE_BINARY_DIR}/include/tapi.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tapi32)
configure_file(packaging/tapi32.pc.in packaging/tapi32.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/packaging/tapi32.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
