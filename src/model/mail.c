/* SPDX-License-Identifier: MIT
 * mail.c - the postbox as a ring. */
#include "model/mail.h"
#include "base/log.h"
#include "base/mem.h"

#define MAIL_FIRST_SIZE 64

void mail_init(struct mail *mail)
{
	*mail = (struct mail){ 0 };
}

void mail_free(struct mail *mail)
{
	for (uint32_t i = 0; i < mail->count; i++)
		mem_free(mail_at(mail, i)->block);
	mem_free(mail->box);
	mail_init(mail);
}

static bool grow(struct mail *mail, uint32_t places)
{
	uint32_t size = mail->size ? mail->size : MAIL_FIRST_SIZE;
	struct letter *box;

	while (size < places)
		size *= 2;
	if (size == mail->size)
		return true;
	box = mem_alloc(size * sizeof(*box));
	if (!box)
		return false;
	for (uint32_t i = 0; i < mail->count; i++)
		box[i] = *mail_at(mail, i);
	mem_free(mail->box);
	mail->box = box;
	mail->size = size;
	mail->first = 0;
	return true;
}

enum err mail_reserve(struct mail *mail, uint32_t places)
{
	if (!grow(mail, mail->count + mail->reserved + places))
		return ERR_NOMEM;
	mail->reserved += places;
	return OK;
}

void mail_release(struct mail *mail, uint32_t places)
{
	mail->reserved -= places < mail->reserved ? places : mail->reserved;
}

bool mail_has_room(struct mail *mail)
{
	return grow(mail, mail->count + mail->reserved + 1);
}

void mail_post(struct mail *mail, const struct letter *letter)
{
	static struct log_gate gate;

	/* What is reserved is not for ordinary news, however full it gets. */
	if (!mail_has_room(mail)) {
		mail->lost++;
		mem_free(letter->block);
		log_gated(&gate, LOG_ERROR, "mail", NULL,
			  "out of memory: an event for the applications is lost");
		return;
	}
	mail->box[(mail->first + mail->count) % mail->size] = *letter;
	mail->count++;
}

bool mail_take(struct mail *mail, struct letter *out)
{
	if (mail->count == 0)
		return false;
	*out = mail->box[mail->first];
	mail->first = (mail->first + 1) % mail->size;
	mail->count--;
	mail->taken++;
	return true;
}

struct letter *mail_at(const struct mail *mail, uint32_t place)
{
	return &mail->box[(mail->first + place) % mail->size];
}

bool letter_bears(const struct letter *letter, uint32_t call)
{
	return letter->kind == LETTER_REPLY && letter->p1 == call;
}

void mail_withdraw(struct mail *mail, const struct provider *provider)
{
	for (uint32_t i = 0; i < mail->count; i++) {
		struct letter *letter = mail_at(mail, i);

		if (letter->provider == provider)
			letter->provider = NULL;
	}
}
