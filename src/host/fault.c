/* SPDX-License-Identifier: MIT
 * fault.c - what the provider did against the rules, a sentence each. */
#include "host_in.h"

static void add(struct host *host, const char *rule, const char *format, va_list args)
{
	if (host->fault_count++ >= HOST_FAULTS_KEPT)
		return;
	buf_text(&host->faults, rule);
	buf_text(&host->faults, ": ");
	buf_vprintf(&host->faults, format, args);
	buf_char(&host->faults, '\n');
}

void fault_locked(struct host *host, const char *rule, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(host, rule, format, args);
	va_end(args);
}

void fault(struct host *host, const char *rule, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	uv_mutex_lock(&host->lock);
	add(host, rule, format, args);
	uv_mutex_unlock(&host->lock);
	va_end(args);
}

LONG fault_judge(struct host *host, const char *function, LONG result)
{
	if (result <= 0)
		return result;
	fault(host, "R-ASYNC-1", "%s is synchronous and answered %ld", function, (long)result);
	return (LONG)LINEERR_OPERATIONFAILED;
}

unsigned host_faults(struct host *host, char *out, size_t size)
{
	unsigned count;

	uv_mutex_lock(&host->lock);
	count = host->fault_count;
	if (size > 0)
		span_copy(buf_span(&host->faults), out, size);
	uv_mutex_unlock(&host->lock);
	return count;
}

void host_faults_clear(struct host *host)
{
	uv_mutex_lock(&host->lock);
	buf_reset(&host->faults);
	host->fault_count = 0;
	uv_mutex_unlock(&host->lock);
}
