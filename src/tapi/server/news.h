/* SPDX-License-Identifier: MIT
 * news.h - what providers tell becomes what applications hear.
 */
#ifndef SERVER_NEWS_H
#define SERVER_NEWS_H

#include "tapi/server/server_in.h"

void news_take(struct provider *from, const struct host_event *event);

#endif
