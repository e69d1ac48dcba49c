/* SPDX-License-Identifier: MIT */
#include "openstack.h"

#include "json.h"

/* The PTR of one address: changed, then looked at until it is as wished. */

enum {
	PAUSE_FIRST_MS = 500,
	PAUSE_MAX_MS = 5000
};

/* Leaving out the TTL or the description would set them back, so that all is said each time. */
static enum cloud_want ask_change(struct cloud *c)
{
	const struct cloud_wish *w = c->wish;
	const struct openstack_region *r = openstack_region_of(c, w->holding->id);
	struct text *body = &c->body;

	session_ask(c, "PATCH", r->dns);
	text_printf(&c->url, "/reverse/floatingips/%s", w->holding->id);
	text_str(body, "{\"ptrdname\":");
	if (w->job == CLOUD_UNSET) {
		text_str(body, "null}");
	} else {
		json_put_name(body, &w->ptr, true);
		if (w->has_ttl)
			text_printf(body, ",\"ttl\":%u", w->ttl_s);
		if (w->description) {
			text_str(body, ",\"description\":");
			json_put_string(body, w->description);
		}
		text_char(body, '}');
	}
	c->request.writes = true;
	return session_asked(c);
}

static void not_set_by_this_id(struct cloud *c)
{
	(void)session_fail(c, WHY_USAGE,
			   "openstack: no PTR was set by the id %s; if this project got the "
			   "address back, set a name by its new id first, then unset it",
			   c->wish->holding->id);
}

static void tell_show(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;
	struct holding h = *c->wish->holding;
	struct json *answer;

	/* The list of a former owner has it no more, and neither has this: it was taken back. */
	if (c->wish->job == CLOUD_UNSET && o->is_changed && r->outcome == HTTP_ANSWERED &&
	    r->status == 404) {
		h.ptr_state = PTR_NONE;
		h.ptr.len = 0;
		if (session_hold(c, &h))
			session_complete(c);
		return;
	}
	answer = session_answer(c, r);
	if (!answer)
		return;
	if (!openstack_read_ptr(c, answer, &h)) {
		(void)session_fail(c, WHY_DATA, "openstack: the PTR record of %s makes no sense",
				   h.id);
	} else if (h.ptr_state == PTR_PENDING && c->wish->job != CLOUD_SHOW) {
		/* Also one whose name is still told: it may be the one that goes. */
		o->waits = true;
		c->pause_ms = 2 * c->pause_ms > PAUSE_MAX_MS ? PAUSE_MAX_MS : 2 * c->pause_ms;
	} else if (o->is_lost && h.ptr_state == PTR_ACTIVE) {
		not_set_by_this_id(c);
	} else if (h.ptr_state == PTR_ERROR && c->wish->job != CLOUD_SHOW) {
		(void)session_fail(c, WHY_TEMPORARY,
				   "openstack: Designate took the change, but could not bring it "
				   "to its DNS servers (status ERROR)");
	} else if (session_hold(c, &h)) {
		if (c->wish->job == CLOUD_SHOW)
			session_complete(c);
		else
			session_confirm(c);
	}
	json_free(answer);
}

/* 202 proves nothing: what was asked for is looked at. */
static void tell_change(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;

	const bool is_none =
		c->wish->job == CLOUD_UNSET && r->outcome == HTTP_ANSWERED && r->status == 404;

	/* An attempt before this one may have unset it, and its answer was lost. */
	if (is_none && o->n_sent < 2) {
		not_set_by_this_id(c);
		return;
	}
	if (!is_none && !session_is_good(c, r))
		return;
	o->is_lost = is_none;
	o->is_changed = true;
	o->step = OPENSTACK_SHOW;
	c->pause_ms = PAUSE_FIRST_MS;
}

enum cloud_want openstack_ask_ptr(struct cloud *c)
{
	const struct openstack *o = c->state;

	if (o->step == OPENSTACK_CHANGE)
		return ask_change(c);
	session_ask(c, "GET", openstack_region_of(c, c->wish->holding->id)->dns);
	text_printf(&c->url, "/reverse/floatingips/%s", c->wish->holding->id);
	return session_asked(c);
}

void openstack_tell_ptr(struct cloud *c, const struct http_response *r)
{
	const struct openstack *o = c->state;

	if (o->step == OPENSTACK_CHANGE)
		tell_change(c, r);
	else
		tell_show(c, r);
}
