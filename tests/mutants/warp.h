/* SPDX-License-Identifier: MIT
 * warp.h - OpenTSP's own provider, right but for one thing: the environment's
 * TSPI_MUTANT, a WARP of mutants.def.
 *
 * For what the small provider beside it cannot do: transfers, conferences,
 * forwarding, phones. This library is linked to the real provider, so a
 * function that it does not have itself is found there; those that it has
 * stand before them, ask the real one, and may spoil what is asked or what is
 * answered. It keeps TAPI's procedures and gives its own in their place, so it
 * can swallow and change what is told too. On Linux only: the way of looking
 * names up is its linker's.
 */
#ifndef WARP_H
#define WARP_H

#include "abi/tspi.h"
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

enum warp {
#define MUTANT(name, rule, says)
#define WARP(name, rule, says) W_##name,
#include "mutants.def"
#undef MUTANT
#undef WARP
	WARPS
};
bool is(enum warp warp);

/* The real provider's function. */
#define REAL(fn) ((__typeof__(TSPI_##fn) *)dlsym(RTLD_NEXT, "TSPI_" #fn))

/* A message on its way; what the filter leaves of it is told. */
struct told {
	HTAPICALL call;
	DWORD message;
	DWORD_PTR p1, p2, p3;
};

/* False: swallow it. */
bool warp_line(struct told *told);
bool warp_phone(struct told *told);
bool warp_create(struct told *told);
bool warp_more(struct told *told);		/* of lines too */
bool warp_dialog(struct told *told);

/* What the entries remember for the filters. */
extern struct memory {
	ASYNC_COMPLETION complete;
	DRV_REQUESTID twice;		/* to be completed a second time */
	HTAPICALL member;		/* the last that became CONFERENCED */
	HTAPICALL consult;		/* of the last lineSetupTransfer or lineSetupConference */
	HDRVCALL parked;
	bool transferring, dropped, taken_back, removing;
} memory;

/* Say "done" without doing it. */
static inline LONG pretend(DRV_REQUESTID request)
{
	memory.complete(request, 0);
	return (LONG)request;
}

#endif
