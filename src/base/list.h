/* SPDX-License-Identifier: MIT
 * list.h - intrusive doubly linked ring; the head is a node that holds no one.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next, *prev;
};

#define list_entry(node, type, member) \
	((type *)((char *)(node) - offsetof(type, member)))

/* Over all nodes; the body must not remove `node` (see list_each_safe). */
#define list_each(node, head) \
	for (struct list *node = (head)->next; node != (head); node = node->next)
#define list_each_safe(node, head) \
	for (struct list *node = (head)->next, *node##_next = node->next; \
	     node != (head); node = node##_next, node##_next = node->next)

static inline void list_init(struct list *head)
{
	head->next = head->prev = head;
}

static inline bool list_empty(const struct list *head)
{
	return head->next == head;
}

/* Whether `node` (zeroed or initialised) is in a list. */
static inline bool list_linked(const struct list *node)
{
	return node->next && node->next != node;
}

static inline void list_append(struct list *head, struct list *node)
{
	node->prev = head->prev;
	node->next = head;
	head->prev->next = node;
	head->prev = node;
}

/* Leave the list; the node may leave twice. */
static inline void list_remove(struct list *node)
{
	if (!node->next)
		return;
	node->prev->next = node->next;
	node->next->prev = node->prev;
	node->next = node->prev = node;
}

#endif
