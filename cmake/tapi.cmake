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
