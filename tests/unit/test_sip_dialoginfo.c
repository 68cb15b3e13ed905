/* SPDX-License-Identifier: MIT
 * test_sip_dialoginfo.c - XML, and what calls somebody has. */
#include "wire/sip/dialoginfo.h"
#include "test.h"

/* Every piece as one row: "<a x=1> 't' </a> done". */
static const char *pieces(const char *document)
{
	static char row[1024];
	struct xml_piece piece;
	size_t len = 0;
	struct xml xml;

	xml_begin(&xml, span_of(document));
	do {
		piece = xml_next(&xml);
		len += (size_t)snprintf(row + len, sizeof(row) - len,
					piece.kind == XML_OPEN ? "<%.*s>" : piece.kind == XML_CLOSE ? "</%.*s>" :
					piece.kind == XML_TEXT ? "'%.*s'" : piece.kind == XML_DONE ? " done%.*s" : " bad%.*s",
					SPAN_ARG(piece.kind == XML_TEXT ? piece.text : piece.name));
	} while (piece.kind < XML_DONE && len + 64 < sizeof(row));
	CHECK_INT(xml_next(&xml).kind, piece.kind);		/* and so it stays */
	return row;
}

TEST(sip_xml, a_document_is_read_piece_by_piece)
{
	CHECK_TEXT(pieces("<?xml version=\"1.0\"?>\n<!-- c --><a><b/>t<n:c x='1'>u</n:c ></a>\n"),
		   "'\n'<a><b></b>'t'<c>'u'</c></a>'\n' done");
	CHECK_TEXT(pieces("\xEF\xBB\xBF<a/>"), "<a></a> done");
	CHECK_TEXT(pieces("<a><![CDATA[<b>&amp;]]></a>"), "<a>'<b>&amp;'</a> done");
}

TEST(sip_xml, what_is_no_document_is_bad)
{
	static const char *const bads[] = {
		"", " ", "text", "<", "<a", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>text", "<a b></a>", "<a b=1/>",
		"<a b='1></a>", "<a b='<'/>", "<a b='1'c='2'/>", "<a/", "<a/ >", "<!DOCTYPE a><a/>", "<a><!-- </a>",
		"<a><![CDATA[ </a>", "<?xml", "<a/><!--", "<![CDATA[a]]><a/>", "< a/>",
		"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
	};

	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		const char *row = pieces(bads[i]);

		CHECK_TEXT(strlen(row) >= 4 ? row + strlen(row) - 4 : row, " bad");
	}
}

TEST(sip_xml, attributes_and_escapes_are_read)
{
	struct xml_piece piece;
	struct span value;
	struct xml xml;
	char text[32];

	xml_begin(&xml, SPAN("<a one=\"1\" two = '&lt;&#228;&#xE4;&nbsp;&amp;&#0;&' />"));
	piece = xml_next(&xml);
	NEED(piece.kind == XML_OPEN);
	CHECK(xml_attribute(&piece, "one", &value) && span_is(value, "1"));
	CHECK(!xml_attribute(&piece, "on", &value));
	NEED(xml_attribute(&piece, "two", &value));
	CHECK(xml_text(value, false, text, sizeof(text)));
	CHECK_TEXT(text, "<\xC3\xA4\xC3\xA4&nbsp;&&#0;&");
	CHECK(xml_text(SPAN(" &lt; "), true, text, sizeof(text)));
	CHECK_TEXT(text, "&lt;");
	CHECK(!xml_text(SPAN("12345678901234567890"), false, text, 10));
	CHECK(strlen(text) < 10 && strncmp(text, "123", 3) == 0);
}

/* --- dialogs ----------------------------------------------------------------- */

#define HEAD "<?xml version=\"1.0\"?>\r\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"7\" " \
	"state=\"full\" entity=\"sip:201@example.com\">"

TEST(sip_dialoginfo, a_call_that_rings_is_known_by_all_it_is_told_with)
{
	struct dialog_about about;
	struct dialog_info info;

	NEED(dialog_info_open(&info, SPAN(HEAD
		"<dialog id=\"as7d900as8\" call-id=\"a84b4c76&amp;e\" local-tag=\"1928301774\" remote-tag='7' direction=\"recipient\">\n"
		"<state event=\"x\"> early </state><duration>274</duration>"
		"<local><identity>sip:201@example.com</identity><target uri=\"sip:201@192.0.2.4\"/></local>"
		"<remote><identity display=\"B &lt;C&gt;\">sip:bob@example.com</identity>"
		"<target uri=\"sip:bob@192.0.2.3\"><param pname=\"+sip.rendering\" pval=\"yes\"/></target></remote>"
		"</dialog></dialog-info>")) == OK);
	CHECK(info.full);
	CHECK_INT(info.version, 7);
	NEED(dialog_info_next(&info, &about));
	CHECK_TEXT(about.id, "as7d900as8");
	CHECK_TEXT(about.call_id, "a84b4c76&e");
	CHECK_TEXT(about.local_tag, "1928301774");
	CHECK_TEXT(about.remote_tag, "7");
	CHECK(about.recipient);
	CHECK_INT(about.state, DIALOG_EARLY);
	CHECK_TEXT(about.local, "sip:201@example.com");
	CHECK_TEXT(about.remote, "sip:bob@example.com");
	CHECK_TEXT(about.remote_name, "B <C>");
	CHECK(!dialog_info_next(&info, &about));
	CHECK(!dialog_info_next(&info, &about));
}

TEST(sip_dialoginfo, dialogs_without_an_id_or_a_known_state_are_passed_over)
{
	struct dialog_about about;
	struct dialog_info info;

	NEED(dialog_info_open(&info, SPAN("<n:dialog-info xmlns:n='x' version='0' state='partial'><n:dialog><n:state>early</n:state>"
		"</n:dialog><n:dialog id='1'/><n:dialog id='2'><n:state>dancing</n:state></n:dialog><other><dialog id='x'>"
		"<state>early</state></dialog></other><n:dialog id='3'><n:state>terminated</n:state></n:dialog>"
		"<n:dialog id='4'><n:state><![CDATA[confirmed]]></n:state></n:dialog></n:dialog-info>")) == OK);
	CHECK(!info.full);
	NEED(dialog_info_next(&info, &about));
	CHECK_TEXT(about.id, "3");
	CHECK_INT(about.state, DIALOG_TERMINATED);
	NEED(dialog_info_next(&info, &about));
	CHECK_TEXT(about.id, "4");
	CHECK_INT(about.state, DIALOG_CONFIRMED);
	CHECK(!about.recipient);
	CHECK(!dialog_info_next(&info, &about));
}

TEST(sip_dialoginfo, what_is_no_dialog_info_is_refused)
{
	static const char *const bads[] = {
		"", "<presence/>", "<dialog-info version='1'/>", "<dialog-info state='full'/>",
		"<dialog-info version='-1' state='full'/>", "<dialog-info version='1' state='half'/>",
		HEAD "<dialog id='1'><state>early</state></dialog>", HEAD "<dialog></dialog-info>",
	};
	struct dialog_info info;

	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++)
		CHECK_INT(dialog_info_open(&info, span_of(bads[i])), ERR_SYNTAX);
}
