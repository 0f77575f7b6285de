"""The addresses of the residents' pages."""

from django.urls import path

from vardtrad.cases.resident.views import card, cases, children, drafts, files, inbox, listing, powers, settings, start

urlpatterns = [
    path("", start.start, name="start"),
    path("hjalp", start.help_page, name="resident_help"),
    path("installningar", settings.resident_settings, name="resident_settings"),
    path("installningar/kod", settings.prove_address, name="prove_address"),
    path("barn", children.children, name="children"),
    path("barn/lagg-till", children.add_child, name="add_child"),
    path("barn/avsluta", children.leave_proxy, name="leave_proxy"),
    path("barn/<uuid:link>", children.enter_proxy, name="enter_proxy"),
    path("barn/<uuid:link>/ta-bort", children.remove_proxy, name="remove_proxy"),
    path("fullmakter", powers.powers, name="powers"),
    path("fullmakter/lasning/<uuid:agreement>", powers.answer_agreement, name="answer_agreement"),
    path("fullmakter/<uuid:power>/aterkalla", powers.take_back, name="take_back_power"),
    path("kontaktkort", card.contact_card, name="contact_card"),
    path("kontaktkort/utkast", card.draft_of_card, name="draft_of_card"),
    path("inkorg", inbox.inbox, name="inbox"),
    path("inkorg/sok", inbox.search_inbox, name="search_inbox"),
    path("mottagningar", cases.find_clinic, name="find_clinic"),
    path("mottagningar/<uuid:unit>", cases.clinic, name="clinic"),
    path("mottagningar/<uuid:unit>/<uuid:service>/", cases.write, name="write"),
    path("mottagningar/<uuid:unit>/<uuid:service>/utkast", drafts.draft_to_clinic, name="draft_to_clinic"),
    path("mottagningar/<uuid:unit>/<uuid:service>/filer/<uuid:file>", files.file_to_clinic, name="file_to_clinic"),
    path("arenden/<uuid:case>", cases.resident_case, name="resident_case"),
    path("arenden/<uuid:case>/utkast", drafts.draft_of_resident, name="draft_of_resident"),
    path("arenden/<uuid:case>/filer/<uuid:file>", files.file_of_answer, name="file_of_answer"),
    path("arenden/<uuid:case>/fil/<uuid:document>", files.open_file, name="resident_file"),
    path("arenden/<uuid:case>/fil/<uuid:document>/spara", files.save_file, name="save_resident_file"),
    path("arenden/<uuid:case>/fil/<uuid:document>/liten", files.small_picture, name="resident_picture"),
    path("arenden/<uuid:case>/kvitto", cases.receipt, name="receipt"),
    path("listning", listing.my_listing, name="my_listing"),
    path("listning/<uuid:listing>/ta-tillbaka", listing.withdraw, name="withdraw_listing"),
    path("mottagningar/<uuid:unit>/listning", listing.ask, name="ask_for_listing"),
]
