"""Every address of the product, tried by everybody: what each gets stands in the table below, written by hand.

A new address without lines fails the test, and so does one that answers anybody otherwise than its line says.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from tests.people import Employee, Region, Resident, assign, hire, logged_in, now
from tests.providers import Provider
from tests.reading import Browser
from vardtrad.cases.case.models import Case
from vardtrad.cases.listing import actions as listing
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.cases.tasks import actions as tasks
from vardtrad.cases.tasks.models import StepList
from vardtrad.cases.waiting_list import actions as waiting_list
from vardtrad.cases.waiting_list import appointing
from vardtrad.cases.waiting_list.rules import Kind as Waits
from vardtrad.cases.waiting_list.rules import Move as WaitingMove
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units.models import AddressingRule, Assignment, Position, Role, Staff, Unit
from vardtrad.shared.forms.actions import as_source
from vardtrad.shared.forms.engine.building import Question, added, empty
from vardtrad.shared.forms.models import FormVersion, StoredForm

WHO = ["nobody", "alva", "bo", "rut", "hugo", "hanna", "adam", "greta", "olle", "petra", "gone"]
"""Nobody logged in; the resident whose case it is; another resident; at clinic A the receiver, the handler of the case,
another handler, the administrator, the log reviewer; at clinic B of the same organisation one who is everything there;
at clinic C of another organisation the same, and its system administrator; one whose place at clinic A has ended."""

# The answers: L to the login page, K nothing kept for nobody is logged in (403 for a POST), 4 not there (404), M not by
# this method (405), a number the page itself, > done and on to another page.
TABLE = """
route             how   where  nobody alva bo  rut hugo hanna adam greta olle petra gone
set_language      GET   -      >      >    >   >   >    >     >    >     >    >     >
set_language      POST  -      >      >    >   >   >    >     >    >     >    >     >
shortcuts         GET   -      200    200  200 200 200  200   200  200   200  200   200
shortcuts         POST  -      M      M    M   M   M    M     M    M     M    M     M
accessibility     GET   -      200    200  200 200 200  200   200  200   200  200   200
accessibility     POST  -      M      M    M   M   M    M     M    M     M    M     M
healthz           GET   -      200    200  200 200 200  200   200  200   200  200   200
healthz           POST  -      M      M    M   M   M    M     M    M     M    M     M
readyz            GET   -      200    200  200 200 200  200   200  200   200  200   200
readyz            POST  -      M      M    M   M   M    M     M    M     M    M     M
start             GET   -      200    >    >   200 200  200   200  200   200  200   200
start             POST  -      M      M    M   M   M    M     M    M     M    M     M
staff_start       GET   -      200    200  200 >   >    >     >    >     >    >     >
staff_start       POST  -      M      M    M   M   M    M     M    M     M    M     M
resident_login    GET   -      200    200  200 200 200  200   200  200   200  200   200
resident_login    POST  -      M      M    M   M   M    M     M    M     M    M     M
staff_login       GET   -      200    200  200 200 200  200   200  200   200  200   200
staff_login       POST  -      M      M    M   M   M    M     M    M     M    M     M
demo_resident     GET   -      4      4    4   4   4    4     4    4     4    4     4
demo_resident     POST  -      4      4    4   4   4    4     4    4     4    4     4
demo_staff        GET   -      4      4    4   4   4    4     4    4     4    4     4
demo_staff        POST  -      4      4    4   4   4    4     4    4     4    4     4
demo_tour         GET   -      4      4    4   4   4    4     4    4     4    4     4
demo_tour         POST  -      M      M    M   M   M    M     M    M     M    M     M
resident_here     GET   -      200    200  200 200 200  200   200  200   200  200   200
resident_here     POST  -      M      M    M   M   M    M     M    M     M    M     M
staff_here        GET   -      200    200  200 200 200  200   200  200   200  200   200
staff_here        POST  -      M      M    M   M   M    M     M    M     M    M     M
resident_logout   GET   -      >      >    >   >   >    >     >    >     >    >     >
resident_logout   POST  -      >      >    >   >   >    >     >    >     >    >     >
staff_logout      GET   -      >      >    >   >   >    >     >    >     >    >     >
staff_logout      POST  -      >      >    >   >   >    >     >    >     >    >     >
way_start         GET   -      >      >    >   >   >    >     >    >     >    >     >
way_start         POST  -      M      M    M   M   M    M     M    M     M    M     M
way_answer        GET   -      K      K    K   K   K    K     K    K     K    K     K
way_answer        POST  -      M      M    M   M   M    M     M    M     M    M     M
way_accounts      GET   -      K      K    K   K   K    K     K    K     K    K     K
way_accounts      POST  -      K      K    K   K   K    K     K    K     K    K     K
way_leave         GET   -      >      >    >   >   >    >     >    >     >    >     >
way_leave         POST  -      M      M    M   M   M    M     M    M     M    M     M
way_logged_out    GET   -      >      >    >   >   >    >     >    >     >    >     >
way_logged_out    POST  -      400    400  400 400 400  400   400  400   400  400   400
way_card          GET   -      4      4    4   4   4    4     4    4     4    4     4
way_card          POST  -      M      M    M   M   M    M     M    M     M    M     M
way_keys          GET   -      4      4    4   4   4    4     4    4     4    4     4
way_keys          POST  -      M      M    M   M   M    M     M    M     M    M     M
way_told          GET   -      4      4    4   4   4    4     4    4     4    4     4
way_told          POST  -      M      M    M   M   M    M     M    M     M    M     M
way_saml_answer GET - > > > > > > > > > > >
way_saml_answer   POST  -      4      4    4   4   4    4     4    4     4    4     4
way_saml_logout   GET   -      4      4    4   4   4    4     4    4     4    4     4
way_saml_logout   POST  -      M      M    M   M   M    M     M    M     M    M     M
way_saml_go_on    GET   -      4      4    4   4   4    4     4    4     4    4     4
way_saml_go_on    POST  -      M      M    M   M   M    M     M    M     M    M     M
way_saml_metadata GET   -      4      4    4   4   4    4     4    4     4    4     4
way_saml_metadata POST  -      M      M    M   M   M    M     M    M     M    M     M
way_bankid        GET   -      4      4    4   4   4    4     4    4     4    4     4
way_bankid        POST  -      4      4    4   4   4    4     4    4     4    4     4
way_bankid_wait   GET   -      4      4    4   4   4    4     4    4     4    4     4
way_bankid_wait   POST  -      4      4    4   4   4    4     4    4     4    4     4
way_bankid_qr     GET   -      4      4    4   4   4    4     4    4     4    4     4
way_bankid_qr     POST  -      M      M    M   M   M    M     M    M     M    M     M
way_bankid_end GET - > > > > > > > > > > >
way_bankid_end    POST  -      4      4    4   4   4    4     4    4     4    4     4
resident_devices  GET   -      L      200  200 L   L    L     L    L     L    L     L
resident_devices  POST  -      K      >    >   K   K    K     K    K     K    K     K
staff_devices     GET   -      L      L    L   200 200  200   200  200   200  200   200
staff_devices     POST  -      K      K    K   >   >    >     >    >     >    >     >
resident_look     GET   -      L      200  200 L   L    L     L    L     L    L     L
resident_look     POST  -      K      422  422 K   K    K     K    K     K    K     K
staff_look        GET   -      L      L    L   200 200  200   200  200   200  200   200
staff_look        POST  -      K      K    K   422 422  422   422  422   422  422   422
kept_form         GET   -      L      >    >   L   L    L     L    L     L    L     L
kept_form         POST  -      >      >    >   >   >    >     >    >     >    >     >
inbox             GET   -      L      200  200 L   L    L     L    L     L    L     L
inbox             POST  -      K      M    M   K   K    K     K    K     K    K     K
search_inbox      GET   -      L      >    >   L   L    L     L    L     L    L     L
search_inbox      POST  -      K      >    >   K   K    K     K    K     K    K     K
resident_help     GET   -      L      200  200 L   L    L     L    L     L    L     L
resident_help     POST  -      K      M    M   K   K    K     K    K     K    K     K
resident_settings GET   -      L      200  200 L   L    L     L    L     L    L     L
resident_settings POST  -      K      >    >   K   K    K     K    K     K    K     K
prove_address     GET   -      L      >    >   L   L    L     L    L     L    L     L
prove_address     POST  -      K      >    >   K   K    K     K    K     K    K     K
children          GET   -      L      200  200 L   L    L     L    L     L    L     L
children          POST  -      K      M    M   K   K    K     K    K     K    K     K
add_child         GET   -      L      200  200 L   L    L     L    L     L    L     L
add_child         POST  -      K      422  422 K   K    K     K    K     K    K     K
leave_proxy       GET   -      L      >    >   L   L    L     L    L     L    L     L
leave_proxy       POST  -      K      >    >   K   K    K     K    K     K    K     K
powers            GET   -      L      200  200 L   L    L     L    L     L    L     L
powers            POST  -      K      422  422 K   K    K     K    K     K    K     K
take_back_power   GET   none   L      >    >   L   L    L     L    L     L    L     L
take_back_power   POST  none   K      4    4   K   K    K     K    K     K    K     K
enter_proxy       GET   none   L      >    >   L   L    L     L    L     L    L     L
enter_proxy       POST  none   K      4    4   K   K    K     K    K     K    K     K
enter_proxy       POST  linked K      >    4   K   K    K     K    K     K    K     K
remove_proxy      GET   none   L      >    >   L   L    L     L    L     L    L     L
remove_proxy      POST  none   K      4    4   K   K    K     K    K     K    K     K
remove_proxy      POST  linked K      >    4   K   K    K     K    K     K    K     K
find_clinic       GET   -      L      200  200 L   L    L     L    L     L    L     L
find_clinic       POST  -      K      M    M   K   K    K     K    K     K    K     K
clinic            GET   A      L      200  200 L   L    L     L    L     L    L     L
clinic            GET   C      L      200  200 L   L    L     L    L     L    L     L
clinic            GET   ward   L      4    4   L   L    L     L    L     L    L     L
clinic            GET   none   L      4    4   L   L    L     L    L     L    L     L
clinic            POST  A      K      M    M   K   K    K     K    K     K    K     K
write             GET   A      L      200  200 L   L    L     L    L     L    L     L
write             GET   C      L      200  200 L   L    L     L    L     L    L     L
write             GET   none   L      4    4   L   L    L     L    L     L    L     L
write             POST  A      K      >    >   K   K    K     K    K     K    K     K
write             POST  none   K      4    4   K   K    K     K    K     K    K     K
resident_case     GET   A      L      200  4   L   L    L     L    L     L    L     L
resident_case     GET   B      L      200  4   L   L    L     L    L     L    L     L
resident_case     GET   none   L      4    4   L   L    L     L    L     L    L     L
resident_case     POST  A      K      422  4   K   K    K     K    K     K    K     K
resident_case     POST  asked  K      >    4   K   K    K     K    K     K    K     K
resident_case     POST  none   K      4    4   K   K    K     K    K     K    K     K
answer_form       GET   A      L      >    4   L   L    L     L    L     L    L     L
answer_form       GET   none   L      4    4   L   L    L     L    L     L    L     L
answer_form       POST  A      K      >    4   K   K    K     K    K     K    K     K
answer_form       POST  none   K      4    4   K   K    K     K    K     K    K     K
receipt           GET   A      L      200  4   L   L    L     L    L     L    L     L
receipt           GET   none   L      4    4   L   L    L     L    L     L    L     L
receipt           POST  A      K      M    M   K   K    K     K    K     K    K     K
clinics           GET   -      L      L    L   200 200  200   200  200   200  200   200
clinics           POST  -      K      K    K   M   M    M     M    M     M    M     M
day               GET   -      L      L    L   200 200  200   200  200   200  200   200
day               POST  -      K      K    K   >   >    >     >    >     >    >     >
day_now           GET   -      L      L    L   200 200  200   200  200   200  200   200
day_now           POST  -      K      K    K   M   M    M     M    M     M    M     M
clinic_start      GET   A      L      L    L   200 200  200   200  200   4    4     4
clinic_start      GET   B      L      L    L   4   4    4     4    4     200  4     4
clinic_start      GET   C      L      L    L   4   4    4     4    4     4    200   4
clinic_start      GET   ward   L      L    L   4   4    4     4    4     4    4     4
clinic_start      GET   none   L      L    L   4   4    4     4    4     4    4     4
clinic_start      POST  A      K      K    K   M   M    M     M    M     4    4     4
clinic_to_do      GET   A      L      L    L   200 4    4     4    4     4    4     4
clinic_to_do      GET   B      L      L    L   4   4    4     4    4     200  4     4
clinic_to_do      GET   C      L      L    L   4   4    4     4    4     4    200   4
clinic_to_do      POST  A      K      K    K   M   4    4     4    4     4    4     4
clinic_all        GET   A      L      L    L   200 4    4     4    4     4    4     4
clinic_all        GET   B      L      L    L   4   4    4     4    4     200  4     4
clinic_all        POST  A      K      K    K   M   4    4     4    4     4    4     4
incoming          GET   A      L      L    L   200 4    4     4    4     4    4     4
incoming          GET   B      L      L    L   4   4    4     4    4     200  4     4
incoming          POST  A      K      K    K   M   4    4     4    4     4    4     4
distributed       GET   A      L      L    L   200 4    4     4    4     4    4     4
distributed       GET   B      L      L    L   4   4    4     4    4     200  4     4
distributed       POST  A      K      K    K   M   4    4     4    4     4    4     4
clinic_closed     GET   A      L      L    L   200 4    4     4    4     4    4     4
clinic_closed     GET   B      L      L    L   4   4    4     4    4     200  4     4
clinic_closed     POST  A      K      K    K   M   4    4     4    4     4    4     4
own_to_do         GET   A      L      L    L   200 200  200   4    4     4    4     4
own_to_do         GET   B      L      L    L   4   4    4     4    4     200  4     4
own_to_do         POST  A      K      K    K   M   M    M     4    4     4    4     4
untaken           GET   A      L      L    L   200 200  200   4    4     4    4     4
untaken           GET   B      L      L    L   4   4    4     4    4     200  4     4
untaken           POST  A      K      K    K   M   M    M     4    4     4    4     4
own_all           GET   A      L      L    L   200 200  200   4    4     4    4     4
own_all           GET   B      L      L    L   4   4    4     4    4     200  4     4
own_all           POST  A      K      K    K   M   M    M     4    4     4    4     4
assigned          GET   A      L      L    L   200 200  200   4    4     4    4     4
assigned          GET   B      L      L    L   4   4    4     4    4     200  4     4
assigned          POST  A      K      K    K   M   M    M     4    4     4    4     4
questions         GET   A      L      L    L   200 200  200   4    4     4    4     4
questions         GET   B      L      L    L   4   4    4     4    4     200  4     4
questions         POST  A      K      K    K   M   M    M     4    4     4    4     4
own_closed        GET   A      L      L    L   200 200  200   4    4     4    4     4
own_closed        GET   B      L      L    L   4   4    4     4    4     200  4     4
own_closed        POST  A      K      K    K   M   M    M     4    4     4    4     4
clinic_now        GET   A      L      L    L   200 200  200   4    4     4    4     4
clinic_now        GET   B      L      L    L   4   4    4     4    4     200  4     4
clinic_now        POST  A      K      K    K   M   M    M     4    4     4    4     4
case_now          GET   A      L      L    L   200 200  4     4    4     4    4     4
case_now          GET   A-at-B L      L    L   4   4    4     4    4     4    4     4
case_now          GET   none   L      L    L   4   4    4     4    4     4    4     4
case_now          POST  A      K      K    K   M   M    M     4    4     4    4     4
staff_case        GET   A      L      L    L   200 200  4     4    4     4    4     4
staff_case        GET   B      L      L    L   4   4    4     4    4     200  4     4
staff_case        GET   C      L      L    L   4   4    4     4    4     4    200   4
staff_case        GET   A-at-B L      L    L   4   4    4     4    4     4    4     4
staff_case        GET   A-at-C L      L    L   4   4    4     4    4     4    4     4
staff_case        GET   B-at-A L      L    L   4   4    4     4    4     4    4     4
staff_case        GET   none   L      L    L   4   4    4     4    4     4    4     4
staff_case        POST  A      K      K    K   M   M    M     4    4     4    4     4
answer            GET   A      L      L    L   >   >    >     4    4     4    4     4
answer            POST  A      K      K    K   422 >    4     4    4     4    4     4
answer            POST  new    K      K    K   >   4    4     4    4     4    4     4
answer            POST  B      K      K    K   4   4    4     4    4     >    4     4
answer            POST  C      K      K    K   4   4    4     4    4     4    >     4
answer            POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
answer            POST  A-at-C K      K    K   4   4    4     4    4     4    4     4
answer            POST  none   K      K    K   4   4    4     4    4     4    4     4
ask               GET   A      L      L    L   >   >    >     4    4     4    4     4
ask               POST  A      K      K    K   422 >    4     4    4     4    4     4
ask               POST  new    K      K    K   >   4    4     4    4     4    4     4
ask               POST  B      K      K    K   4   4    4     4    4     >    4     4
ask               POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
ask               POST  none   K      K    K   4   4    4     4    4     4    4     4
close             GET   A      L      L    L   >   >    >     4    4     4    4     4
close             POST  A      K      K    K   422 >    4     4    4     4    4     4
close             POST  new    K      K    K   >   4    4     4    4     4    4     4
close             POST  B      K      K    K   4   4    4     4    4     >    4     4
close             POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
close             POST  none   K      K    K   4   4    4     4    4     4    4     4
assign            GET   A      L      L    L   200 200  4     4    4     4    4     4
assign            POST  A      K      K    K   422 422  4     4    4     4    4     4
assign            POST  new    K      K    K   >   4    4     4    4     4    4     4
assign            POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
assign            POST  none   K      K    K   4   4    4     4    4     4    4     4
reassign          GET   A      L      L    L   >   >    >     4    4     4    4     4
reassign          POST  A      K      K    K   >   >    4     4    4     4    4     4
reassign          POST  new    K      K    K   422 4    4     4    4     4    4     4
reassign          POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
reassign          POST  none   K      K    K   4   4    4     4    4     4    4     4
administration    GET   A      L      L    L   4   4    4     200  4     4    4     4
administration    GET   B      L      L    L   4   4    4     4    4     4    4     4
administration    POST  A      K      K    K   4   4    4     M    4     4    4     4
add_staff         GET   A      L      L    L   4   4    4     >    4     4    4     4
add_staff         POST  A      K      K    K   4   4    4     >    4     4    4     4
add_staff         POST  B      K      K    K   4   4    4     4    4     4    4     4
permissions       GET   A      L      L    L   4   4    4     200  4     4    4     4
permissions       GET   B-at-A L      L    L   4   4    4     4    4     4    4     4
permissions       GET   none   L      L    L   4   4    4     4    4     4    4     4
permissions       POST  A      K      K    K   4   4    4     >    4     4    4     4
permissions       POST  B      K      K    K   4   4    4     4    4     4    4     4
permissions       POST  B-at-A K      K    K   4   4    4     4    4     4    4     4
end_sessions      GET   A      L      L    L   4   4    4     >    4     4    4     4
end_sessions      POST  A      K      K    K   4   4    4     >    4     4    4     4
end_sessions      POST  B-at-A K      K    K   4   4    4     4    4     4    4     4
end_assignment    GET   A      L      L    L   4   4    4     >    4     4    4     4
end_assignment    POST  A      K      K    K   4   4    4     >    4     4    4     4
end_assignment    POST  B-at-A K      K    K   4   4    4     4    4     4    4     4
rule_engine       GET   A      L      L    L   4   4    4     4    4     4    4     4
rule_engine       GET   C      L      L    L   4   4    4     4    4     4    200   4
rule_engine       POST  C      K      K    K   4   4    4     4    4     4    M     4
unit_setup        GET   A      L      L    L   4   4    4     4    4     4    4     4
unit_setup        GET   C      L      L    L   4   4    4     4    4     4    200   4
unit_setup        GET   A-at-C L      L    L   4   4    4     4    4     4    4     4
unit_setup        POST  A      K      K    K   4   4    4     4    4     4    4     4
unit_setup        POST  C      K      K    K   4   4    4     4    4     4    >     4
unit_setup        POST  A-at-C K      K    K   4   4    4     4    4     4    4     4
unit_mailbox      GET   C      L      L    L   4   4    4     4    4     4    >     4
unit_mailbox      POST  A      K      K    K   4   4    4     4    4     4    4     4
unit_mailbox      POST  C      K      K    K   4   4    4     4    4     4    >     4
unit_mailbox      POST  A-at-C K      K    K   4   4    4     4    4     4    4     4
deactivate_unit   GET   C      L      L    L   4   4    4     4    4     4    >     4
deactivate_unit   POST  A      K      K    K   4   4    4     4    4     4    4     4
deactivate_unit   POST  C      K      K    K   4   4    4     4    4     4    >     4
deactivate_unit   POST  A-at-C K      K    K   4   4    4     4    4     4    4     4
positions         GET   A      L      L    L   4   4    4     4    4     4    4     4
positions         GET   C      L      L    L   4   4    4     4    4     4    200   4
positions         POST  A      K      K    K   4   4    4     4    4     4    4     4
positions         POST  C      K      K    K   4   4    4     4    4     4    422   4
add_role          GET   C      L      L    L   4   4    4     4    4     4    >     4
add_role          POST  A      K      K    K   4   4    4     4    4     4    4     4
add_role          POST  C      K      K    K   4   4    4     4    4     4    422   4
addressing        GET   A      L      L    L   4   4    4     4    4     4    4     4
addressing        GET   C      L      L    L   4   4    4     4    4     4    200   4
addressing        POST  A      K      K    K   4   4    4     4    4     4    4     4
addressing        POST  C      K      K    K   4   4    4     4    4     4    >     4
addressing_rule   GET   C      L      L    L   4   4    4     4    4     4    200   4
addressing_rule   GET   A-at-C L      L    L   4   4    4     4    4     4    4     4
addressing_rule   GET   A      L      L    L   4   4    4     4    4     4    4     4
addressing_rule   POST  C      K      K    K   4   4    4     4    4     4    >     4
addressing_rule   POST  A-at-C K      K    K   4   4    4     4    4     4    4     4
remove_rule       GET   C      L      L    L   4   4    4     4    4     4    >     4
remove_rule       POST  A      K      K    K   4   4    4     4    4     4    4     4
remove_rule       POST  C      K      K    K   4   4    4     4    4     4    >     4
remove_rule       POST  A-at-C K      K    K   4   4    4     4    4     4    4     4
try_person        GET   A      L      L    L   4   4    4     4    4     4    4     4
try_person        GET   C      L      L    L   4   4    4     4    4     4    200   4
try_person        POST  A      K      K    K   4   4    4     4    4     4    4     4
try_person        POST  C      K      K    K   4   4    4     4    4     4    200   4
letters           GET   A      L      L    L   200 4    4     200  4     4     4     4
letters           GET   B      L      L    L   4   4    4     4    4     200   4     4
letters           GET   ward   L      L    L   4   4    4     4    4     4     4     4
letters           POST  A      K      K    K   M   4    4     M    4     4     4     4
not_arrived       GET   A      L      L    L   200 4    4     4    4     4     4     4
not_arrived       GET   B      L      L    L   4   4    4     4    4     200   4     4
not_arrived       POST  A      K      K    K   M   4    4     4    4     4     4     4
make_bundle       GET   A      L      L    L   >   4    4     >    4     4     4     4
make_bundle       POST  A      K      K    K   >   4    4     >    4     4     4     4
bundle_pdf        GET   A      L      L    L   4   4    4     4    4     4     4     4
bundle_pdf        POST  A      K      K    K   M   4    4     M    4     4     4     4
bundle_sent       GET   A      L      L    L   >   4    4     >    4     4     4     4
bundle_sent       POST  A      K      K    K   4   4    4     4    4     4     4     4
change_letter     GET   A      L      L    L   >   4    4     >    4     4     4     4
change_letter     POST  A      K      K    K   4   4    4     4    4     4     4     4
password_login    GET   -      4      4    4   4   4    4     4    4     4     4     4
password_login    POST  -      4      4    4   4   4    4     4    4     4     4     4
password_code     GET   -      >      >    >   >   >    >     >    >     >    >     >
password_code     POST  -      4      4    4   4   4    4     4    4     4     4     4
order_password    GET   -      4      4    4   4   4    4     4    4     4     4     4
order_password    POST  -      4      4    4   4   4    4     4    4     4     4     4
outside_readings  GET   A      L      L    L   4   4    4     4    200   4     4     4
outside_readings  POST  A      K      K    K   4   4    4     4    M     4     4     4
guarantee_unit    GET   A      L      L    L   4   4    4     4    4     4    4     4
guarantee_unit    GET   C      L      L    L   4   4    4     4    4     4    4     4
guarantee_unit    POST  A      K      K    K   4   4    4     4    4     4    4     4
guarantee_unit    POST  C      K      K    K   4   4    4     4    4     4    4     4
take_back_guarantee_unit    GET   A      L      L    L   4   4    4     4    4     4    4     4
take_back_guarantee_unit    GET   C      L      L    L   4   4    4     4    4     4    >     4
take_back_guarantee_unit    POST  A      K      K    K   4   4    4     4    4     4    4     4
take_back_guarantee_unit    POST  C      K      K    K   4   4    4     4    4     4    4     4
payment_terms     GET   A      L      L    L   4   4    4     4    4     4    4     4
payment_terms     GET   C      L      L    L   4   4    4     4    4     4    4     4
payment_terms     POST  A      K      K    K   4   4    4     4    4     4    4     4
payment_terms     POST  C      K      K    K   4   4    4     4    4     4    4     4
remove_terms      GET   A      L      L    L   4   4    4     4    4     4    4     4
remove_terms      GET   C      L      L    L   4   4    4     4    4     4    4     4
remove_terms      POST  A      K      K    K   4   4    4     4    4     4    4     4
remove_terms      POST  C      K      K    K   4   4    4     4    4     4    4     4
ward_care         GET   A      L      L    L   4   4    4     4    4     4    4     4
ward_care         GET   C      L      L    L   4   4    4     4    4     4    4     4
ward_care         POST  A      K      K    K   4   4    4     4    4     4    4     4
ward_care         POST  C      K      K    K   4   4    4     4    4     4    4     4
plans_entry       GET   -      L      L    L   200 200  200   200  200   200  200   200
plans_entry       POST  -      K      K    K   M   M    M     M    M     M    M     M
switch            GET   A      L      L    L   4   4    4     4    4     4    4     4
switch            POST  A      K      K    K   4   4    4     4    4     4    4     4
choose_seat       GET   A      L      L    L   4   4    4     4    4     4    4     4
choose_seat       POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_start        GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_start        POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_contact      GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_contact      POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_sips         GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_sips         POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_counts       GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_counts       POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_changed      GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_changed      POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_search       GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_search       POST  A      K      K    K   4   4    4     4    4     4    4     4
add_person        GET   A      L      L    L   4   4    4     4    4     4    4     4
add_person        POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_person       GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_person       POST  A      K      K    K   4   4    4     4    4     4    4     4
create_svu        GET   A      L      L    L   4   4    4     4    4     4    4     4
create_svu        POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_read         GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_read         POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_info         GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_info         POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_help         GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_help         POST  A      K      K    K   4   4    4     4    4     4    4     4
plan_manual       GET   A      L      L    L   4   4    4     4    4     4    4     4
plan_manual       POST  A      K      K    K   4   4    4     4    4     4    4     4
search_staff      GET   A      L      L    L   4   4    4     4    4     4    4     4
search_staff      POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_inform        GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_inform        POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_consent       GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_consent       POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_refuse        GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_refuse        POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_assess_harm   GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_assess_harm   POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_withdraw      GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_withdraw      POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_add_contact   GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_add_contact   POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_move_contact  GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_move_contact  POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_remove_contact GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_remove_contact POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_add_unit      GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_add_unit      POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_remove_unit   GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_remove_unit   POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_add_role      GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_add_role      POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_remove_role   GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_remove_role   POST  A      K      K    K   4   4    4     4    4     4    4     4
svu               GET   A      L      L    L   4   4    4     4    4     4    4     4
svu               POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_admission     GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_admission     POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_discharge_time GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_discharge_time POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_assessment    GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_assessment    POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_statement     GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_statement     POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_discharge     GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_discharge     POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_save_admission GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_save_admission POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_acknowledge   GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_acknowledge   POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_remove        GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_remove        POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_save_time     GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_save_time     POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_save_discharge GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_save_discharge POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_undo_discharge GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_undo_discharge POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_event         GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_event         POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_versions      GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_versions      POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version       GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version       POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version_printed GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version_printed POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version_pdf GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version_pdf POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version_admission GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version_admission POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version_discharge_time GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version_discharge_time POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version_assessment GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version_assessment POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version_statement GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version_statement POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_version_discharge GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_version_discharge POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_printed       GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_printed       POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_pdf       GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_pdf       POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_assessment_save GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_assessment_save POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_assessment_values GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_assessment_values POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_assessment_editing GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_assessment_editing POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_assessment_history GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_assessment_history POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_assessment_person GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_assessment_person POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_statement_save GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_statement_save POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_statement_values GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_statement_values POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_statement_editing GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_statement_editing POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_statement_history GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_statement_history POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_statement_person GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_statement_person POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_start_assessment GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_start_assessment POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_mark_complete GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_mark_complete POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_answer_sip    GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_answer_sip    POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_attest        GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_attest        POST  A      K      K    K   4   4    4     4    4     4    4     4
today_board       GET   A      L      L    L   4   4    4     4    4     4    4     4
today_board       POST  A      K      K    K   4   4    4     4    4     4    4     4
payment_basis     GET   A      L      L    L   4   4    4     4    4     4    4     4
payment_basis     POST  A      K      K    K   4   4    4     4    4     4    4     4
payment_csv       GET   A      L      L    L   4   4    4     4    4     4    4     4
payment_csv       POST  A      K      K    K   4   4    4     4    4     4    4     4
payment_xlsx      GET   A      L      L    L   4   4    4     4    4     4    4     4
payment_xlsx      POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_statistics    GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_statistics    POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_statistics_file GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_statistics_file POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_write_message GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_write_message POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_acknowledge_message GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_acknowledge_message POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_annul_message GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_annul_message POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_message_file  GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_message_file  POST  A      K      K    K   4   4    4     4    4     4    4     4
svu_save_message_file GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_save_message_file POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_invite_guest  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_invite_guest  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_take_back_invitation GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_take_back_invitation POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_note_other_plan GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_note_other_plan POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_remove_other_plan GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_remove_other_plan POST  A      K      K    K   4   4    4     4    4     4    4     4
create_sip        GET   A      L      L    L   4   4    4     4    4     4    4     4
create_sip        POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_from_svu      GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_from_svu      POST  A      K      K    K   4   4    4     4    4     4    4     4
sip               GET   A      L      L    L   4   4    4     4    4     4    4     4
sip               POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_call          GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_call          POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_assessment    GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_assessment    POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan     GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan     POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_versions      GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_versions      POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_version       GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_version       POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_version_printed GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_version_printed POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_version_pdf   GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_version_pdf   POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_version_call  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_version_call  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_version_assessment GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_version_assessment POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_version_care_plan GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_version_care_plan POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_printed       GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_printed       POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_pdf           GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_pdf           POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_row_add GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_row_add POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_row_move GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_row_move POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_row_restore GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_row_restore POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_row_remove GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_row_remove POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_rows_removed GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_rows_removed POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_row GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_row POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_row_open GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_row_open POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_write_message GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_write_message POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_acknowledge_message GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_acknowledge_message POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_annul_message GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_annul_message POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_message_file  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_message_file  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_save_message_file GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_save_message_file POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_draft         GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_draft         POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_contact_card  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_contact_card  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_inform        GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_inform        POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_consent       GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_consent       POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_refuse        GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_refuse        POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_assess_harm   GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_assess_harm   POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_withdraw      GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_withdraw      POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_add_contact   GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_add_contact   POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_move_contact  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_move_contact  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_remove_contact GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_remove_contact POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_add_unit      GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_add_unit      POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_remove_unit   GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_remove_unit   POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_add_role      GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_add_role      POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_remove_role   GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_remove_role   POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_save_call     GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_save_call     POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_move_meeting  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_move_meeting  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_cancel_meeting GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_cancel_meeting POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_acknowledge   GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_acknowledge   POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_propose_time  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_propose_time  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_hold_meeting  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_hold_meeting  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_book_meeting  GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_book_meeting  POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_remove        GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_remove        POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_assessment_save GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_assessment_save POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_assessment_values GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_assessment_values POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_assessment_editing GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_assessment_editing POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_assessment_history GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_assessment_history POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_assessment_person GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_assessment_person POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_save GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_save POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_values GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_values POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_editing GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_editing POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_history GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_history POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_care_plan_person GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_care_plan_person POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_start_assessment GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_start_assessment POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_start_approval GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_start_approval POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_approve       GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_approve       POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_update_plan   GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_update_plan   POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_end           GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_end           POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_set_coordinator GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_set_coordinator POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_remove_coordinator GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_remove_coordinator POST  A      K      K    K   4   4    4     4    4     4    4     4
partial_reply     GET  A      L    L    L    >    >    >    4    4    4    4    4
partial_reply     POST A      K    K    K    >    >    4    4    4    4    4    4
partial_reply     POST A-at-B K    K    K    4    4    4    4    4    4    4    4
partial_reply     POST none   K    K    K    4    4    4    4    4    4    4    4
case_take         GET  A      L    L    L    >    >    >    4    4    4    4    4
case_take         POST A      K    K    K    422  422  4    4    4    4    4    4
case_take         POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_take         POST none   K    K    K    4    4    4    4    4    4    4    4
case_note         GET  A      L    L    L    >    >    >    4    4    4    4    4
case_note         POST A      K    K    K    >    >    4    4    4    4    4    4
case_note         POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_note         POST none   K    K    K    4    4    4    4    4    4    4    4
case_consult      GET  A      L    L    L    200  200  4    4    4    4    4    4
case_consult      POST A      K    K    K    422  422  4    4    4    4    4    4
case_consult      POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_consult      POST none   K    K    K    4    4    4    4    4    4    4    4
case_consult_reply GET  A      L    L    L    >    >    >    4    4    4    4    4
case_consult_reply POST A      K    K    K    422  422  4    4    4    4    4    4
case_consult_reply POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_consult_reply POST none   K    K    K    4    4    4    4    4    4    4    4
case_reply_form GET  A      L    L    L    >    >    4    4    4    4    4    4
case_reply_form GET  A-at-B L    L    L    4    4    4    4    4    4    4    4
case_reply_form POST A      K    K    K    >    >    4    4    4    4    4    4
case_reply_form POST none   K    K    K    4    4    4    4    4    4    4    4
file_of_reply GET  A      L    L    L    4    4    4    4    4    4    4    4
file_of_reply POST A      K    K    K    M    M    M    4    4    4    4    4
case_record_reply GET  A      L    L    L    >    >    >    4    4    4    4    4
case_record_reply POST A      K    K    K    422  422  4    4    4    4    4    4
case_record_reply POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_record_reply POST none   K    K    K    4    4    4    4    4    4    4    4
case_urgent       GET  A      L    L    L    >    >    >    4    4    4    4    4
case_urgent       POST A      K    K    K    >    >    4    4    4    4    4    4
case_urgent       POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_urgent       POST none   K    K    K    4    4    4    4    4    4    4    4
case_letter       GET  A      L    L    L    >    >    >    4    4    4    4    4
case_letter       POST A      K    K    K    422  422  4    4    4    4    4    4
case_letter       POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_letter       POST none   K    K    K    4    4    4    4    4    4    4    4
case_snooze       GET  A      L    L    L    >    >    >    4    4    4    4    4
case_snooze       POST A      K    K    K    422  422  4    4    4    4    4    4
case_snooze       POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_snooze       POST none   K    K    K    4    4    4    4    4    4    4    4
case_wake         GET  A      L    L    L    >    >    >    4    4    4    4    4
case_wake         POST A      K    K    K    422  >    4    4    4    4    4    4
case_wake         POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_wake         POST none   K    K    K    4    4    4    4    4    4    4    4
case_cancel_postponed GET  A      L    L    L    >    >    >    4    4    4    4    4
case_cancel_postponed POST A      K    K    K    >    >    4    4    4    4    4    4
case_cancel_postponed POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_cancel_postponed POST none   K    K    K    4    4    4    4    4    4    4    4
case_take_back    GET  A      L    L    L    >    >    >    4    4    4    4    4
case_take_back    POST A      K    K    K    422  422  4    4    4    4    4    4
case_take_back    POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_take_back    POST none   K    K    K    4    4    4    4    4    4    4    4
case_link         GET  A      L    L    L    >    >    >    4    4    4    4    4
case_link         POST A      K    K    K    422  422  4    4    4    4    4    4
case_link         POST A-at-B K    K    K    4    4    4    4    4    4    4    4
case_link         POST none   K    K    K    4    4    4    4    4    4    4    4
case_take         POST new    K    K    K    422  4    4    4    4    4    4    4
case_printed      GET  A      L    L    L    200  200  4    4    4    4    4    4
case_printed      GET  A-at-B L    L    L    4    4    4    4    4    4    4    4
case_printed      GET  none   L    L    L    4    4    4    4    4    4    4    4
case_printed      POST A      K    K    K    M    M    M    4    4    4    4    4
case_pdf          GET  A      L    L    L    200  200  4    4    4    4    4    4
case_pdf          GET  A-at-B L    L    L    4    4    4    4    4    4    4    4
case_pdf          GET  none   L    L    L    4    4    4    4    4    4    4    4
case_pdf          POST A      K    K    K    M    M    M    4    4    4    4    4
own_log GET - L 200 200 L L L L L L L L
own_log POST - K M M K K K K K K K K
own_log_pdf GET - L 200 200 L L L L L L L L
own_log_pdf POST - K M M K K K K K K K K
contact_card GET - L 200 200 L L L L L L L L
contact_card POST - K 422 422 K K K K K K K K
draft_of_card GET - L > > L L L L L L L L
draft_of_card POST - K > > K K K K K K K K
report_accessibility GET - 200 200 200 200 200 200 200 200 200 200 200
report_accessibility POST - 422 422 422 422 422 422 422 422 422 422 422
accessibility_reports GET A L L L 4 4 4 4 4 4 4 4
accessibility_reports POST A K K K 4 4 4 4 4 4 4 4
accessibility_reports GET C L L L 4 4 4 4 4 4 4 4
accessibility_reports POST C K K K 4 4 4 4 4 4 4 4
case_contact_card GET A      L    L    L    200  200  4    4    4    4    4    4
case_contact_card GET A-at-B L    L    L    4    4    4    4    4    4    4    4
case_contact_card GET none   L    L    L    4    4    4    4    4    4    4    4
case_contact_card POST A     K    K    K    M    M    M    4    4    4    4    4
my_listing        GET   -      L      200  200 L   L    L     L    L     L    L     L
my_listing        POST  -      K      M    M   K   K    K     K    K     K    K     K
ask_for_listing   GET   A      L      200  200 L   L    L     L    L     L    L     L
ask_for_listing   GET   C      L      4    4   L   L    L     L    L     L    L     L
ask_for_listing   GET   none   L      4    4   L   L    L     L    L     L    L     L
ask_for_listing   POST  A      K      422  >   K   K    K     K    K     K    K     K
ask_for_listing   POST  none   K      4    4   K   K    K     K    K     K    K     K
my_plans          GET   -      L      200  200 L   L    L     L    L     L    L     L
my_plans          POST  -      K      M    M   K   K    K     K    K     K    K     K
my_contacts       GET   -      L      200  200 L   L    L     L    L     L    L     L
my_contacts       POST  -      K      M    M   K   K    K     K    K     K    K     K
ask_for_sip       GET   -      L      200  200 L   L    L     L    L     L    L     L
ask_for_sip       POST  -      K      422  422 K   K    K     K    K     K    K     K
draft_of_request  GET   -      L      >    >   L   L    L     L    L     L    L     L
draft_of_request  POST  -      K      >    >   K   K    K     K    K     K    K     K
withdraw_sip_request GET   -      L      >    >   L   L    L     L    L     L    L     L
withdraw_sip_request POST  -      K      4    4   K   K    K     K    K     K    K     K
my_plan           GET   -      L      4    4   L   L    L     L    L     L    L     L
my_plan           POST  -      K      M    M   K   K    K     K    K     K    K     K
come_to_meeting   GET   -      L      >    >   L   L    L     L    L     L    L     L
come_to_meeting   POST  -      K      4    4   K   K    K     K    K     K    K     K
ask_another_time  GET   -      L      >    >   L   L    L     L    L     L    L     L
ask_another_time  POST  -      K      4    4   K   K    K     K    K     K    K     K
write_to_coordinator GET   -      L      >    >   L   L    L     L    L     L    L     L
write_to_coordinator POST  -      K      4    4   K   K    K     K    K     K    K     K
tick_activity     GET   -      L      >    >   L   L    L     L    L     L    L     L
tick_activity     POST  -      K      4    4   K   K    K     K    K     K    K     K
draft_of_my_plan  GET   -      L      >    >   L   L    L     L    L     L    L     L
draft_of_my_plan  POST  -      K      4    4   K   K    K     K    K     K    K     K
my_earlier_plan   GET   -      L      4    4   L   L    L     L    L     L    L     L
my_earlier_plan   POST  -      K      M    M   K   K    K     K    K     K    K     K
print_my_plan     GET   -      L      4    4   L   L    L     L    L     L    L     L
print_my_plan     POST  -      K      M    M   K   K    K     K    K     K    K     K
my_plan_pdf       GET   -      L      4    4   L   L    L     L    L     L    L     L
my_plan_pdf       POST  -      K      M    M   K   K    K     K    K     K    K     K
guest_plan        GET   -      L      4    4   L   L    L     L    L     L    L     L
guest_plan        POST  -      K      M    M   K   K    K     K    K     K    K     K
answer_as_guest   GET   -      L      >    >   L   L    L     L    L     L    L     L
answer_as_guest   POST  -      K      4    4   K   K    K     K    K     K    K     K
write_as_guest    GET   -      L      >    >   L   L    L     L    L     L    L     L
write_as_guest    POST  -      K      4    4   K   K    K     K    K     K    K     K
draft_as_guest    GET   -      L      >    >   L   L    L     L    L     L    L     L
draft_as_guest    POST  -      K      4    4   K   K    K     K    K     K    K     K
sip_requests      GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_requests      POST  A      K      K    K   4   4    4     4    4     4    4     4
sip_request       GET   A      L      L    L   4   4    4     4    4     4    4     4
sip_request       POST  A      K      K    K   4   4    4     4    4     4    4     4
accept_sip_request GET   A      L      L    L   4   4    4     4    4     4    4     4
accept_sip_request POST  A      K      K    K   4   4    4     4    4     4    4     4
decline_sip_request GET   A      L      L    L   4   4    4     4    4     4    4     4
decline_sip_request POST  A      K      K    K   4   4    4     4    4     4    4     4
draft_of_sip_request GET   A      L      L    L   4   4    4     4    4     4    4     4
draft_of_sip_request POST  A      K      K    K   4   4    4     4    4     4    4     4
guarantee GET A L L L 200 200 200 4 4 4 4 4
guarantee GET B L L L 4 4 4 4 4 200 4 4
guarantee GET C L L L 4 4 4 4 4 4 200 4
guarantee POST A K K K M M M 4 4 4 4 4
waiting_list GET A L L L 200 200 200 4 4 4 4 4
waiting_list GET B L L L 4 4 4 4 4 200 4 4
waiting_list GET C L L L 4 4 4 4 4 4 200 4
waiting_list POST A K K K M M M 4 4 4 4 4
waiting_list_file GET A L L L 200 200 200 4 4 4 4 4
waiting_list_file GET B L L L 4 4 4 4 4 200 4 4
waiting_list_file GET C L L L 4 4 4 4 4 4 200 4
waiting_list_file POST A K K K M M M 4 4 4 4 4
place_on_waiting_list GET A L L L 200 200 200 4 4 4 4 4
place_on_waiting_list GET B L L L 4 4 4 4 4 200 4 4
place_on_waiting_list GET C L L L 4 4 4 4 4 4 200 4
place_on_waiting_list POST A K K K 422 422 422 4 4 4 4 4
code_changes GET A L L L 200 200 200 4 4 4 4 4
code_changes GET B L L L 4 4 4 4 4 200 4 4
code_changes GET C L L L 4 4 4 4 4 4 200 4
code_changes POST A K K K 200 200 200 4 4 4 4 4
code_changes_again GET A L L L 4 4 4 4 4 4 4 4
code_changes_again POST A K K K M M M 4 4 4 4 4
waiting_entry GET A L L L 200 200 200 4 4 4 4 4
waiting_entry GET A-at-B L L L 4 4 4 4 4 4 4 4
waiting_entry GET none L L L 4 4 4 4 4 4 4 4
waiting_entry POST A K K K M M M 4 4 4 4 4
change_code GET A L L L > > > 4 4 4 4 4
change_code POST A K K K 422 422 422 4 4 4 4 4
change_code POST A-at-B K K K 4 4 4 4 4 4 4 4
change_code POST none K K K 4 4 4 4 4 4 4 4
change_code_and_answer GET A L L L > > > 4 4 4 4 4
change_code_and_answer POST A K K K 422 422 422 4 4 4 4 4
change_code_and_answer POST A-at-B K K K 4 4 4 4 4 4 4 4
change_code_and_answer POST none K K K 4 4 4 4 4 4 4 4
remove_from_waiting_list GET A L L L > > > 4 4 4 4 4
remove_from_waiting_list POST A K K K 422 422 422 4 4 4 4 4
remove_from_waiting_list POST A-at-B K K K 4 4 4 4 4 4 4 4
remove_from_waiting_list POST none K K K 4 4 4 4 4 4 4 4
correct_code GET A L L L > > > 4 4 4 4 4
correct_code POST A K K K 422 422 422 4 4 4 4 4
correct_code POST A-at-B K K K 4 4 4 4 4 4 4 4
correct_code POST none K K K 4 4 4 4 4 4 4 4
document_contact GET A L L L > > > 4 4 4 4 4
document_contact POST A K K K 422 422 422 4 4 4 4 4
document_contact POST A-at-B K K K 4 4 4 4 4 4 4 4
document_contact POST none K K K 4 4 4 4 4 4 4 4
draft_of_waiting_entry GET A L L L > > > 4 4 4 4 4
draft_of_waiting_entry POST A K K K > > > 4 4 4 4 4
draft_of_waiting_entry POST A-at-B K K K 4 4 4 4 4 4 4 4
draft_of_waiting_entry POST none K K K 4 4 4 4 4 4 4 4
proof GET A L L L 200 200 200 4 4 4 4 4
proof GET A-at-B L L L 4 4 4 4 4 4 4 4
proof GET none L L L 4 4 4 4 4 4 4 4
proof POST A K K K M M M 4 4 4 4 4
proof_pdf GET A L L L 200 200 200 4 4 4 4 4
proof_pdf GET A-at-B L L L 4 4 4 4 4 4 4 4
proof_pdf GET none L L L 4 4 4 4 4 4 4 4
proof_pdf POST A K K K M M M 4 4 4 4 4
care_bundle GET A L L L 200 200 200 4 4 4 4 4
care_bundle GET A-at-B L L L 4 4 4 4 4 4 4 4
care_bundle GET none L L L 4 4 4 4 4 4 4 4
care_bundle POST A K K K M M M 4 4 4 4 4
care_bundle_pdf GET A L L L 200 200 200 4 4 4 4 4
care_bundle_pdf GET A-at-B L L L 4 4 4 4 4 4 4 4
care_bundle_pdf GET none L L L 4 4 4 4 4 4 4 4
care_bundle_pdf POST A K K K M M M 4 4 4 4 4
add_care_document GET A L L L > > > 4 4 4 4 4
add_care_document POST A K K K 422 422 422 4 4 4 4 4
add_care_document POST A-at-B K K K 4 4 4 4 4 4 4 4
care_document GET A L L L 4 4 4 4 4 4 4 4
care_document POST A K K K M M M 4 4 4 4 4
leave_out_care_document GET A L L L > > > 4 4 4 4 4
leave_out_care_document POST A K K K 422 422 422 4 4 4 4 4
leave_out_care_document POST A-at-B K K K 4 4 4 4 4 4 4 4
documents_posted GET A L L L > > > 4 4 4 4 4
documents_posted POST A K K K 422 422 422 4 4 4 4 4
documents_posted POST A-at-B K K K 4 4 4 4 4 4 4 4
documents_posted POST none K K K 4 4 4 4 4 4 4 4
guarantee_service GET A L L L 4 4 4 4 4 4 4 4
guarantee_service GET B L L L 4 4 4 4 4 200 4 4
guarantee_service GET C L L L 4 4 4 4 4 4 4 4
guarantee_service POST B K K K 4 4 4 4 4 M 4 4
look_through GET B L L L 4 4 4 4 4 > 4 4
look_through POST A K K K 4 4 4 4 4 4 4 4
look_through POST B K K K 4 4 4 4 4 > 4 4
guarantee_provider GET A L L L 4 4 4 4 4 4 4 4
guarantee_provider GET accepted-at-B L L L 4 4 4 4 4 200 4 4
guarantee_provider GET A-at-B L L L 4 4 4 4 4 4 4 4
guarantee_provider POST accepted-at-B K K K 4 4 4 4 4 M 4 4
send_provider GET A L L L > > > 4 4 4 4 4
send_provider POST accepted-at-B K K K 4 4 4 4 4 422 4 4
send_provider POST A-at-B K K K 4 4 4 4 4 4 4 4
send_provider POST A K K K 4 4 4 4 4 4 4 4
draft_of_provider GET A L L L > > > 4 4 4 4 4
draft_of_provider POST accepted-at-B K K K 4 4 4 4 4 > 4 4
draft_of_provider POST A-at-B K K K 4 4 4 4 4 4 4 4
draft_of_provider POST A K K K 4 4 4 4 4 4 4 4
withdraw_listing  GET   A      L      >    >   L   L    L     L    L     L    L     L
withdraw_listing  POST  A      K      >    4   K   K    K     K    K     K    K     K
withdraw_listing  POST  none   K      4    4   K   K    K     K    K     K    K     K
listings          GET   A      L      L    L   200 200  200   4    4     4    4     4
listings          GET   B      L      L    L   4   4    4     4    4     200  4     4
listings          GET   C      L      L    L   4   4    4     4    4     4    200   4
listings          POST  A      K      K    K   M   M    M     4    4     4    4     4
handled_listings  GET   A      L      L    L   200 200  200   4    4     4    4     4
handled_listings  GET   B      L      L    L   4   4    4     4    4     200  4     4
handled_listings  POST  A      K      K    K   M   M    M     4    4     4    4     4
listing           GET   A      L      L    L   200 200  200   4    4     4    4     4
listing           GET   A-at-B L      L    L   4   4    4     4    4     4    4     4
listing           GET   A-at-C L      L    L   4   4    4     4    4     4    4     4
listing           GET   none   L      L    L   4   4    4     4    4     4    4     4
listing           POST  A      K      K    K   M   M    M     4    4     4    4     4
accept_listing    GET   A      L      L    L   >   >    >     4    4     4    4     4
accept_listing    POST  A      K      K    K   >   >    >     4    4     4    4     4
accept_listing    POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
accept_listing    POST  none   K      K    K   4   4    4     4    4     4    4     4
decline_listing   GET   A      L      L    L   >   >    >     4    4     4    4     4
decline_listing   POST  A      K      K    K   >   >    >     4    4     4    4     4
decline_listing   POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
decline_listing   POST  none   K      K    K   4   4    4     4    4     4    4     4
questions_from_colleagues GET  A L    L    L   200 200  200   4    4     4    4     4
questions_from_colleagues GET  B L    L    L   4   4    4     4    4     200  4     4
questions_from_colleagues POST A K    K    K   M   M    M     4    4     4    4     4
choose_cases      GET  A      L    L    L    >    >    >    4    4    4    4    4
choose_cases      POST A      K    K    K    >    >    >    4    4    4    4    4
choose_cases      POST none   K    K    K    4    4    4    4    4    4    4    4
export_list       GET  A      L    L    L    200  200  200  4    4    4    4    4
export_list       GET  none   L    L    L    4    4    4    4    4    4    4    4
export_list       POST A      K    K    K    M    M    M    4    4    4    4    4
job               GET  A      L    L    L    200  4    4    4    4    4    4    4
job               GET  none   L    L    L    4    4    4    4    4    4    4    4
job               POST A      K    K    K    M    M    M    4    4    4    4    4
order_job         GET  A      L    L    L    >    >    >    4    4    4    4    4
order_job         POST A      K    K    K    200  4    4    4    4    4    4    4
order_job         POST B      K    K    K    4    4    4    4    4    4    4    4
stop_job          GET  A      L    L    L    >    >    >    4    4    4    4    4
stop_job          POST A      K    K    K    >    4    4    4    4    4    4    4
stop_job          POST B      K    K    K    4    4    4    4    4    4    4    4
job_now           GET  A      L    L    L    200  4    4    4    4    4    4    4
job_now           POST A      K    K    K    M    M    M    4    4    4    4    4
print_cases       GET  A      L    L    L    200  4    4    4    4    4    4    4
print_cases       GET  B      L    L    L    4    4    4    4    4    4    4    4
print_cases       POST A      K    K    K    M    M    M    4    4    4    4    4
paper_of_cases    GET  A      L    L    L    200  4    4    4    4    4    4    4
paper_of_cases    POST A      K    K    K    M    M    M    4    4    4    4    4
paper_part        GET  A      L    L    L    4    4    4    4    4    4    4    4
paper_part        POST A      K    K    K    M    M    M    4    4    4    4    4
file_to_clinic    GET   A      L      4    4   L   L    L     L    L     L    L     L
file_to_clinic    POST  A      K      M    M   K   K    K     K    K     K    K     K
file_of_answer    GET   A      L      4    4   L   L    L     L    L     L    L     L
file_of_answer    POST  A      K      M    M   K   K    K     K    K     K    K     K
resident_file     GET   A      L      4    4   L   L    L     L    L     L    L     L
resident_file     POST  A      K      M    M   K   K    K     K    K     K    K     K
save_resident_file GET   A      L      4    4   L   L    L     L    L     L    L     L
save_resident_file POST  A      K      M    M   K   K    K     K    K     K    K     K
resident_picture  GET   A      L      4    4   L   L    L     L    L     L    L     L
resident_picture  POST  A      K      M    M   K   K    K     K    K     K    K     K
case_waiting_file GET  A      L    L    L    4    4    4    4    4    4    4    4
file_to_send      GET  A      L    L    L    4    4    4    4    4    4    4    4
file_to_send      POST A      K    K    K    M    M    M    4    4    4    4    4
case_waiting_file POST A      K    K    K    M    M    M    4    4    4    4    4
case_file         GET  A      L    L    L    4    4    4    4    4    4    4    4
case_file         POST A      K    K    K    M    M    M    4    4    4    4    4
save_case_file    GET  A      L    L    L    4    4    4    4    4    4    4    4
save_case_file    POST A      K    K    K    M    M    M    4    4    4    4    4
case_picture      GET  A      L    L    L    4    4    4    4    4    4    4    4
case_picture      POST A      K    K    K    M    M    M    4    4    4    4    4
draft_to_clinic   GET   A      L      >    >   L   L    L     L    L     L    L     L
draft_to_clinic   POST  A      K      >    >   K   K    K     K    K     K    K     K
draft_to_clinic   POST  none   K      4    4   K   K    K     K    K     K    K     K
draft_of_resident GET   A      L      >    >   L   L    L     L    L     L    L     L
draft_of_resident POST  A      K      >    4   K   K    K     K    K     K    K     K
draft_of_resident POST  none   K      4    4   K   K    K     K    K     K    K     K
draft_of_staff    GET   A      L      L    L   >   >    >     4    4     4    4     4
draft_of_staff    POST  A      K      K    K   >   >    4     4    4     4    4     4
draft_of_staff    POST  B      K      K    K   4   4    4     4    4     >    4     4
draft_of_staff    POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
draft_of_staff    POST  none   K      K    K   4   4    4     4    4     4    4     4
choose_template   GET   A      L      L    L   200 200  200   4    4     4    4     4
choose_template   GET   B      L      L    L   4   4    4     4    4     200  4     4
choose_template   POST  A      K      K    K   422 422  422   4    4     4    4     4
choose_recipients GET   A      L      L    L   4   200  4     4    4     4    4     4
choose_recipients GET   B      L      L    L   4   4    4     4    4     4    4     4
choose_recipients POST  A      K      K    K   4   422  4     4    4     4    4     4
remove_recipient  GET   A      L      L    L   >   >    >     4    4     4    4     4
remove_recipient  POST  A      K      K    K   4   >    4     4    4     4    4     4
send_case         GET   A      L      L    L   4   200  4     4    4     4    4     4
send_case         GET   B      L      L    L   4   4    4     4    4     4    4     4
send_case         POST  A      K      K    K   4   >    4     4    4     4    4     4
register_case     GET   A      L      L    L   200 200  200   4    4     4    4     4
register_case     GET   B      L      L    L   4   4    4     4    4     200  4     4
register_case     POST  A      K      K    K   422 422  422   4    4     4    4     4
draft_to_register GET   A      L      L    L   >   >    >     4    4     4    4     4
draft_to_register POST  A      K      K    K   >   >    >     4    4     4    4     4
file_to_register  GET   A      L      L    L   4   4    4     4    4     4    4     4
file_to_register  POST  A      K      K    K   M   M    M     4    4     4    4     4
cover             GET   A      L      L    L   4   4    4     200  4     4    4     4
cover             GET   B      L      L    L   4   4    4     4    4     4    4     4
cover             POST  A      K      K    K   4   4    4     422  4     4    4     4
remove_cover      GET   A      L      L    L   4   4    4     >    4     4    4     4
remove_cover      POST  A      K      K    K   4   4    4     >    4     4    4     4
urgent            GET   A      L      L    L   200 200  200   4    4     4    4     4
urgent            POST  A      K      K    K   M   M    M     4    4     4    4     4
urgent            GET   B      L      L    L   4   4    4     4    4     200  4     4
agreements        GET   A      L      L    L   4   4    4     200  4     4    4     4
agreements        GET   B      L      L    L   4   4    4     4    4     4    4     4
agreements        POST  A      K      K    K   4   4    4     422  4     4    4     4
revoke_agreement  GET   A      L      L    L   4   4    4     >    4     4    4     4
revoke_agreement  POST  A      K      K    K   4   4    4     >    4     4    4     4
answer_agreement  GET   none   L      >    >   L   L    L     L    L     L    L     L
answer_agreement  POST  none   K      4    4   K   K    K     K    K     K    K     K
order_letters     GET   A      L      L    L   >   >    >     4    4     4    4     4
order_letters     POST  A      K      K    K   4   >    4     4    4     4    4     4
draft_to_send     GET   A      L      L    L   >   >    >     4    4     4    4     4
draft_to_send     POST  A      K      K    K   4   >    4     4    4     4    4     4
draft_of_task     GET   A      L      L    L   >   >    >     4    4     4    4     4
draft_of_task     POST  A      K      K    K   >   >    4     4    4     4    4     4
draft_of_task     POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
draft_of_task     POST  none   K      K    K   4   4    4     4    4     4    4     4
draft_of_new_task GET   A      L      L    L   >   >    >     4    4     4    4     4
draft_of_new_task POST  A      K      K    K   >   >    4     4    4     4    4     4
draft_of_new_task POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
draft_of_new_task POST  none   K      K    K   4   4    4     4    4     4    4     4
draft_of_listing  GET   A      L      L    L   >   >    >     4    4     4    4     4
draft_of_listing  POST  A      K      K    K   >   >    >     4    4     4    4     4
draft_of_listing  POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
draft_of_listing  POST  none   K      K    K   4   4    4     4    4     4    4     4
draft_of_job      GET   A      L      L    L   >   >    >     4    4     4    4     4
draft_of_job      POST  A      K      K    K   >   4    4     4    4     4    4     4
draft_of_job      POST  B      K      K    K   4   4    4     4    4     4    4     4
draft_of_case_type GET   A      L      L    L   4   4    4     >    4     4    4     4
draft_of_case_type POST  A      K      K    K   4   4    4     >    4     4    4     4
draft_of_case_type POST  B      K      K    K   4   4    4     4    4     4    4     4
draft_of_new_answer GET   A      L      L    L   4   4    4     >    4     4    4     4
draft_of_new_answer POST  A      K      K    K   4   4    4     >    4     4    4     4
draft_of_new_answer POST  B      K      K    K   4   4    4     4    4     4    4     4
draft_of_answer   GET   A      L      L    L   4   4    4     >    4     4    4     4
draft_of_answer   POST  A      K      K    K   4   4    4     >    4     4    4     4
draft_of_answer   POST  B      K      K    K   4   4    4     4    4     4    4     4
draft_of_settings GET   A      L      L    L   >   >    >     >    >     4    4     4
draft_of_settings POST  A      K      K    K   >   >    >     >    >     4    4     4
draft_of_new_own_answer GET   A      L      L    L   >   >    >     >    >     4    4     4
draft_of_new_own_answer POST  A      K      K    K   >   >    >     >    >     4    4     4
draft_of_own_answer GET   A      L      L    L   >   >    >     >    >     4    4     4
draft_of_own_answer POST  A      K      K    K   4   >    4     4    4     4    4     4
svu_draft         GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_draft         POST  A      K      K    K   4   4    4     4    4     4    4     4
list_recipients   GET   A      L      L    L   4   200  4     4    4     4    4     4
list_recipients   GET   B      L      L    L   4   4    4     4    4     4    4     4
list_recipients   POST  A      K      K    K   4   422  4     4    4     4    4     4
stop_sending      GET   A      L      L    L   >   >    >     4    4     4    4     4
stop_sending      POST  A      K      K    K   4   >    4     4    4     4    4     4
sending_now       GET   A      L      L    L   4   200  4     4    4     4    4     4
sending_now       POST  A      K      K    K   M   M    M     4    4     4    4     4
svu_contact_card  GET   A      L      L    L   4   4    4     4    4     4    4     4
svu_contact_card  POST  A      K      K    K   4   4    4     4    4     4    4     4
sent_cases        GET   A      L      L    L   4   >    4     4    4     4    4     4
sent_cases        POST  A      K      K    K   M   M    M     4    4     4    4     4
groups            GET   A      L    L    L    4    4    4    200  4    4    4    4
groups            GET   B      L    L    L    4    4    4    4    4    4    4    4
groups            POST  A      K    K    K    4    4    4    >    4    4    4    4
groups            POST  B      K    K    K    4    4    4    4    4    4    4    4
group             GET   A      L    L    L    4    4    4    200  4    4    4    4
group             GET   B      L    L    L    4    4    4    4    4    4    4    4
group             POST  A      K    K    K    4    4    4    >    4    4    4    4
group             POST  B      K    K    K    4    4    4    4    4    4    4    4
case_types        GET   A      L    L    L    4    4    4    200  4    4    4    4
case_types        GET   B      L    L    L    4    4    4    4    4    4    4    4
case_types        POST  A      K    K    K    4    4    4    M    4    4    4    4
case_type         GET   A      L    L    L    4    4    4    200  4    4    4    4
case_type         GET   B      L    L    L    4    4    4    4    4    4    4    4
case_type         POST  A      K    K    K    4    4    4    >    4    4    4    4
case_type         POST  B      K    K    K    4    4    4    4    4    4    4    4
standard_answers  GET   A      L    L    L    4    4    4    200  4    4    4    4
standard_answers  GET   B      L    L    L    4    4    4    4    4    4    4    4
standard_answers  POST  A      K    K    K    4    4    4    M    4    4    4    4
new_answer        GET   A      L    L    L    4    4    4    200  4    4    4    4
new_answer        GET   B      L    L    L    4    4    4    4    4    4    4    4
new_answer        POST  A      K    K    K    4    4    4    >    4    4    4    4
new_answer        POST  B      K    K    K    4    4    4    4    4    4    4    4
standard_answer   GET   A      L    L    L    4    4    4    200  4    4    4    4
standard_answer   GET   B      L    L    L    4    4    4    4    4    4    4    4
standard_answer   POST  A      K    K    K    4    4    4    >    4    4    4    4
standard_answer   POST  B      K    K    K    4    4    4    4    4    4    4    4
policy            GET   A      L    L    L    4    4    4    200  4    4    4    4
policy            GET   B      L    L    L    4    4    4    4    4    4    4    4
policy            POST  A      K    K    K    4    4    4    >    4    4    4    4
policy            POST  B      K    K    K    4    4    4    4    4    4    4    4
schedule          GET   A      L    L    L    4    4    4    200  4    4    4    4
schedule          GET   B      L    L    L    4    4    4    4    4    4    4    4
schedule          POST  A      K    K    K    4    4    4    >    4    4    4    4
schedule          POST  B      K    K    K    4    4    4    4    4    4    4    4
approved_contacts GET   A      L    L    L    4    4    4    200  4    4    4    4
approved_contacts GET   B      L    L    L    4    4    4    4    4    4    4    4
approved_contacts POST  A      K    K    K    4    4    4    422  4    4    4    4
approved_contacts POST  B      K    K    K    4    4    4    4    4    4    4    4
notices           GET   A      L    L    L    4    4    4    200  4    4    4    4
notices           GET   B      L    L    L    4    4    4    4    4    4    4    4
notices           POST  A      K    K    K    4    4    4    M    4    4    4    4
templates         GET   A      L    L    L    4    4    4    200  4    4    4    4
templates         GET   B      L    L    L    4    4    4    4    4    4    4    4
templates         POST  A      K    K    K    4    4    4    M    4    4    4    4
use_group         GET   A      L    L    L    4    4    4    >    4    4    4    4
use_group         POST  A      K    K    K    4    4    4    >    4    4    4    4
use_group         POST  B      K    K    K    4    4    4    4    4    4    4    4
remove_answer     GET   A      L    L    L    4    4    4    >    4    4    4    4
remove_answer     POST  A      K    K    K    4    4    4    >    4    4    4    4
remove_answer     POST  B      K    K    K    4    4    4    4    4    4    4    4
copy_week         GET   A      L    L    L    4    4    4    >    4    4    4    4
copy_week         POST  A      K    K    K    4    4    4    >    4    4    4    4
copy_week         POST  B      K    K    K    4    4    4    4    4    4    4    4
remove_contact    GET   A      L    L    L    4    4    4    >    4    4    4    4
remove_contact    POST  A      K    K    K    4    4    4    >    4    4    4    4
remove_contact    POST  B      K    K    K    4    4    4    4    4    4    4    4
forms                 GET   A      L    L    L    4    4    4    200  4    4    4    4
forms                 GET   B      L    L    L    4    4    4    4    4    4    4    4
forms                 POST  A      K    K    K    4    4    4    >    4    4    4    4
forms                 POST  B      K    K    K    4    4    4    4    4    4    4    4
import_form           GET   A      L    L    L    4    4    4    200  4    4    4    4
import_form           GET   B      L    L    L    4    4    4    4    4    4    4    4
import_form           POST  A      K    K    K    4    4    4    422  4    4    4    4
import_form           POST  B      K    K    K    4    4    4    4    4    4    4    4
form                  GET   A      L    L    L    4    4    4    200  4    4    4    4
form                  GET   B      L    L    L    4    4    4    4    4    4    4    4
form                  POST  A      K    K    K    4    4    4    M    4    4    4    4
change_form           GET   A      L    L    L    4    4    4    >    4    4    4    4
change_form           POST  A      K    K    K    4    4    4    >    4    4    4    4
change_form           POST  B      K    K    K    4    4    4    4    4    4    4    4
new_question          GET   A      L    L    L    4    4    4    200  4    4    4    4
new_question          GET   B      L    L    L    4    4    4    4    4    4    4    4
new_question          POST  A      K    K    K    4    4    4    >    4    4    4    4
new_question          POST  B      K    K    K    4    4    4    4    4    4    4    4
question              GET   A      L    L    L    4    4    4    200  4    4    4    4
question              GET   B      L    L    L    4    4    4    4    4    4    4    4
question              POST  A      K    K    K    4    4    4    >    4    4    4    4
question              POST  B      K    K    K    4    4    4    4    4    4    4    4
rearrange             GET   A      L    L    L    4    4    4    >    4    4    4    4
rearrange             POST  A      K    K    K    4    4    4    >    4    4    4    4
rearrange             POST  B      K    K    K    4    4    4    4    4    4    4    4
try_form              GET   A      L    L    L    4    4    4    200  4    4    4    4
try_form              GET   B      L    L    L    4    4    4    4    4    4    4    4
try_form              POST  A      K    K    K    4    4    4    200  4    4    4    4
try_form              POST  B      K    K    K    4    4    4    4    4    4    4    4
file_of_trial         GET   A      L    L    L    4    4    4    4    4    4    4    4
file_of_trial         POST  A      K    K    K    4    4    4    M    4    4    4    4
export_form           GET   A      L    L    L    4    4    4    200  4    4    4    4
export_form           GET   B      L    L    L    4    4    4    4    4    4    4    4
export_form           POST  A      K    K    K    4    4    4    M    4    4    4    4
draft_of_new_question GET   A      L    L    L    4    4    4    >    4    4    4    4
draft_of_new_question POST  A      K    K    K    4    4    4    >    4    4    4    4
draft_of_new_question POST  B      K    K    K    4    4    4    4    4    4    4    4
draft_of_question     GET   A      L    L    L    4    4    4    >    4    4    4    4
draft_of_question     POST  A      K    K    K    4    4    4    >    4    4    4    4
draft_of_question     POST  B      K    K    K    4    4    4    4    4    4    4    4
choose_form           GET   A      L    L    L    4    4    4    >    4    4    4    4
choose_form           POST  A      K    K    K    4    4    4    >    4    4    4    4
choose_form           POST  B      K    K    K    4    4    4    4    4    4    4    4
use_delivered_form    GET   A      L    L    L    4    4    4    >    4    4    4    4
use_delivered_form    POST  A      K    K    K    4    4    4    4    4    4    4    4
use_delivered_form    POST  B      K    K    K    4    4    4    4    4    4    4    4
danger_signs          GET   A      L    L    L    4    4    4    200  4    4    4    4
danger_signs          POST  A      K    K    K    4    4    4    >    4    4    4    4
danger_signs          POST  B      K    K    K    4    4    4    4    4    4    4    4
draft_of_danger_signs GET   A      L    L    L    4    4    4    >    4    4    4    4
draft_of_danger_signs POST  A      K    K    K    4    4    4    >    4    4    4    4
draft_of_danger_signs POST  B      K    K    K    4    4    4    4    4    4    4    4
load_care_guarantee   GET   A      L    L    L    4    4    4    >    4    4    4    4
load_care_guarantee   POST  A      K    K    K    4    4    4    >    4    4    4    4
load_care_guarantee   POST  B      K    K    K    4    4    4    4    4    4    4    4
switch_template   GET   A      L    L    L    4    4    4    >    4    4    4    4
switch_template   POST  A      K    K    K    4    4    4    >    4    4    4    4
switch_template   POST  B      K    K    K    4    4    4    4    4    4    4    4
template_days     GET   A      L    L    L    4    4    4    200  4    4    4    4
template_days     POST  A      K    K    K    4    4    4    >    4    4    4    4
template_days     POST  B      K    K    K    4    4    4    4    4    4    4    4
schedule_shown    GET   A      L    L    L    200  200  200  200  200  4    4    4
schedule_shown    GET   ward   L    L    L    4    4    4    4    4    4    4    4
schedule_shown    POST  A      K    K    K    M    M    M    M    M    4    4    4
clinic_help       GET   A      L    L    L    200  200  200  200  200  4    4    4
clinic_help       GET   ward   L    L    L    4    4    4    4    4    4    4    4
clinic_help       POST  A      K    K    K    M    M    M    M    M    4    4    4
personal_settings GET   A      L    L    L    200  200  200  200  200  4    4    4
personal_settings GET   ward   L    L    L    4    4    4    4    4    4    4    4
personal_settings POST  A      K    K    K    422  >    422  422  422  4    4    4
substitutes       GET   A      L    L    L    200  200  200  200  200  4    4    4
substitutes       POST  A      K    K    K    >    >    422  >    >    4    4    4
end_substitute    GET   A      L    L    L    >    >    >    >    >    4    4    4
end_substitute    POST  A      K    K    K    4    >    4    4    4    4    4    4
own_answers       GET   A      L    L    L    200  200  200  200  200  4    4    4
own_answers       POST  A      K    K    K    M    M    M    M    M    4    4    4
new_own_answer    GET   A      L    L    L    200  200  200  200  200  4    4    4
new_own_answer    POST  A      K    K    K    >    >    >    >    >    4    4    4
own_answer        GET   A      L    L    L    4    200  4    4    4    4    4    4
own_answer        POST  A      K    K    K    4    >    4    4    4    4    4    4
remove_own_answer GET   A      L    L    L    >    >    >    >    >    4    4    4
remove_own_answer POST  A      K    K    K    4    >    4    4    4    4    4    4
errands           GET   A      L      L    L   200 200  200   4    4     4    4     4
errands           GET   B      L      L    L   4   4    4     4    4     200  4     4
errands           POST  A      K      K    K   M   M    M     4    4     4    4     4
errand            GET   A      L      L    L   200 200  4     4    4     4    4     4
errand            GET   A-at-B L      L    L   4   4    4     4    4     4    4     4
errand            GET   none   L      L    L   4   4    4     4    4     4    4     4
errand            POST  A      K      K    K   M   M    M     4    4     4    4     4
new_errand        GET   A      L      L    L   200 200  4     4    4     4    4     4
new_errand        GET   A-at-B L      L    L   4   4    4     4    4     4    4     4
new_errand        POST  A      K      K    K   >   >    4     4    4     4    4     4
new_errand        POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
new_errand        POST  none   K      K    K   4   4    4     4    4     4    4     4
add_steps         GET   A      L      L    L   >   >    >     4    4     4    4     4
case_documented   GET   A      L      L    L   >   >    >     4    4     4    4     4
add_steps         POST  A      K      K    K   >   >    4     4    4     4    4     4
case_documented   POST  A      K      K    K   >   >    4     4    4     4    4     4
add_steps         POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
case_documented   POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
errand_step       GET   A      L      L    L   >   >    >     4    4     4    4     4
errand_step       POST  A      K      K    K   >   >    4     4    4     4    4     4
errand_step       POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
errand_hand_over  GET   A      L      L    L   >   >    >     4    4     4    4     4
errand_hand_over  POST  A      K      K    K   >   >    4     4    4     4    4     4
errand_hand_over  POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
errand_change     GET   A      L      L    L   >   >    >     4    4     4    4     4
errand_change     POST  A      K      K    K   >   >    4     4    4     4    4     4
errand_change     POST  A-at-B K      K    K   4   4    4     4    4     4    4     4
statistics        GET   A      L      L    L   200 200  200   200  4     4    4     4
statistics        GET   B      L      L    L   4   4    4     4    4     200  4     4
statistics        GET   ward   L      L    L   4   4    4     4    4     4    4     4
statistics        POST  A      K      K    K   M   M    M     M    4     4    4     4
statistics_file   GET   A      L      L    L   200 200  200   200  4     4    4     4
statistics_file   GET   B      L      L    L   4   4    4     4    4     200  4     4
statistics_file   POST  A      K      K    K   M   M    M     M    4     4    4     4
filter_list       GET  A      L    L    L    >    >    >    4    4    4    4    4
filter_list       POST A      K    K    K    >    >    >    4    4    4    4    4
filter_list       POST B      K    K    K    4    4    4    4    4    >    4    4
search_cases      GET  A      L    L    L    >    >    >    4    4    4    4    4
search_cases      POST A      K    K    K    >    >    >    4    4    4    4    4
search_cases      POST none   K    K    K    4    4    4    4    4    4    4    4
saved_views       GET  A      L    L    L    200  200  200  4    4    4    4    4
saved_views       GET  B      L    L    L    4    4    4    4    4    200  4    4
saved_views       POST A      K    K    K    M    M    M    4    4    4    4    4
save_view         GET  A      L    L    L    >    >    >    4    4    4    4    4
save_view         POST A      K    K    K    >    >    >    4    4    4    4    4
save_view         POST C      K    K    K    4    4    4    4    4    4    >    4
rename_view       GET  A      L    L    L    >    >    >    4    4    4    4    4
rename_view       POST A      K    K    K    4    4    4    4    4    4    4    4
remove_view       GET  A      L    L    L    >    >    >    4    4    4    4    4
remove_view       POST A      K    K    K    4    4    4    4    4    4    4    4
"""

LINES = [line.split() for line in TABLE.strip().splitlines()[1:]]


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    """Every address of the product."""
    url_patterns: list[URLPattern] = []
    for url_pattern in (resolver or get_resolver()).url_patterns:
        url_patterns += patterns(url_pattern) if isinstance(url_pattern, URLResolver) else [url_pattern]
    return url_patterns


def test_every_address_has_its_lines() -> None:
    named = {pattern.name for pattern in patterns()}
    assert None not in named, "an address without a name"
    written = {(line[0], line[1]) for line in LINES}
    assert {(name, how) for name in named for how in ("GET", "POST")} == written
    assert all(len(line) == 3 + len(WHO) for line in LINES)
    assert TABLE.split("\n")[1].split()[3:] == WHO


class World:
    """Everything that the lines are about, built once for all of them."""

    def __init__(self, region: Region) -> None:
        people = region.people
        alva, rut, hugo, olle, petra = (people[name] for name in ("alva", "rut", "hugo", "olle", "petra"))
        self.region = region
        self.new = alva.sends(region.renewal_at_a)
        self.asked = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
        hugo.does("ask", self.asked, "Vilken styrka?")
        self.at = {
            "A": rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff),
            "B": olle.does("assign", alva.sends(region.services["b", "renewal"]), olle.staff),
            "C": petra.does("assign", alva.sends(region.services["c", "renewal"]), petra.staff),
        }
        self.task = tasks.add(hugo.actor, now(self.at["A"]), "Skriv ut intyget").thing
        self.listing = listing.ask(alva.actor, region.a, alva.person).thing
        self.entry = waiting_list.place(rut.actor, region.a, alva.person, Waits.VISIT).thing
        self.accepted = _accepted(region, rut, alva)
        self.link = _child_of(alva)
        self.job, self.printing = (_job(rut, action, self.at["A"]) for action in ("avsluta", "skriv-ut"))
        gone = hire(region.a, "Gun", "Grå", "SE9921000015-P099", "receiver", "handler", "administrator")
        _end(gone.staff)
        self.sending = _sending(region, hugo, alva)
        self.ordered = Dispatch.objects.create(
            clinic=region.a, owner=hugo.staff, template=self.sending.template, begun=clock.now(), ordered=clock.now()
        )
        self.colleague = hire(region.a, "Kim", "Kil", "SE9921000015-P098", "handler")
        Staff.objects.create(hsa_id="SE9921000015-P097", given_name="Nils", family_name="Ny")
        self.rules = _planning_at(region, region.a, region.c)
        _configures(petra.staff)
        self.kept, self.was = _settings(region, hugo, alva)
        self.browsers = {"nobody": Browser(raise_request_exception=False)}
        for name in WHO[1:]:
            owner = gone.staff if name == "gone" else getattr(people[name], "person", None) or people[name].staff
            self.browsers[name] = logged_in(owner)

    def address(self, route: str, where: str) -> str:
        """The address of a route on a line."""
        path = ADDRESSES[route]
        thing, _at, clinic = where.partition("-at-")
        unit: UUID = {"B": self.region.b, "C": self.region.c, "ward": self.region.ward}.get(
            clinic or thing, self.region.a
        ).id
        if (
            where == "none"
            and "{case}" not in path
            and "{listing}" not in path
            and "{entry}" not in path
            and "{accepted}" not in path
            and "{assignment}" not in path
            and "{service}" not in path
        ):
            unit = uuid4()
        return path.format(
            unit=unit,
            case=self.case(thing).id if self.case(thing) else uuid4(),
            service=self.region.services[thing.lower() if thing in {"A", "B", "C"} else "a", "renewal"].id
            if where != "none"
            else uuid4(),
            assignment=self.assignment(thing),
            sending=self.sending.id,
            ordered=self.ordered.id,
            job=self.job,
            printing=self.printing,
            link=self.link if where == "linked" else uuid4(),
            listing=uuid4() if where == "none" else self.listing.id,
            task=uuid4() if where == "none" else self.task.id,
            accepted=uuid4() if where == "none" else self.accepted,
            entry=uuid4() if where == "none" else self.accepted if thing == "accepted" else self.entry.id,
            configured=(self.region.c if thing == "C" else self.region.a).id,
            rule=self.rules[self.region.c if thing == "C" else self.region.a].id,
            **self.kept,
        )

    def case(self, thing: str) -> Case | None:
        """The case of a line."""
        return {"new": self.new, "asked": self.asked, **self.at}.get(thing)

    def assignment(self, thing: str) -> UUID:
        """The assignment of a line: a colleague's at clinic A, or Olle's at clinic B."""
        if thing == "none":
            return uuid4()
        staff = self.region.people["olle"].staff if thing == "B" else self.colleague.staff
        return Assignment.objects.get(staff=staff).id

    def sent(self, route: str, where: str) -> dict[str, object]:
        """A form that is in order, so that only the right to send it is tried."""
        case = self.case(where.partition("-at-")[0])
        seen = now(case).content if case else 1
        form: dict[str, object] = {
            "submit_key": str(uuid4()),
            "seen": str(seen),
            "text": "En text.",
            "reason": "En orsak.",
        }
        form |= {"reply": "ask", "gor": "skicka", "language": "sv", "to": str(self.region.people["hanna"].staff.id)}
        if route in {"assign", "reassign"}:
            form["text"] = ""  # words go with a case only to another clinic
        if route in {"filter_list", "search_cases", "search_inbox", "save_view", "rename_view"}:
            form |= {"lista": "mina", "fraga": "", "ord": "recept", "namn": "Vy"}
        if route in {"add_staff", "permissions", "end_assignment"}:
            form |= {"hsa_id": "SE9921000015-P097", "permissions": ["handler"], "seen": "1"}
        if route in RULE_FORMS:
            place = self.region.c if where == "C" else self.region.a
            duties = [f"sjukskoterska/{duty}" for duty in ("acknowledge", "attest", "approve")]
            form |= {"roles": ["sjukskoterska"], "duties": duties, "code": "206090", "role": "", "name": "Kung"}
            form |= {"kind": "listing", "value": place.hsa_id, "unit": str(place.id), "was": str(place.id)}
            form |= {"identity": "197712072391", "seen": "1"}
            form |= {"was": "sjukskoterska"} if route == "positions" else {}
        if route in SETTINGS:
            form |= {"name": "Kö", "use": "answer", "order": "7", "was": self.was.get(route, ""), "first_days": "2"}
            form |= {
                "reply_days": "1",
                "sent_days": "4",
                "remind_days": "1",
                "answer_days": "7",
                "close_days": "10",
                "monday": "2026-11-16",
                "identity": "197712072391",
            }
            soon = str(clock.today() + timedelta(days=300))
            form |= {"substitute": self.was["substitute"], "first": soon, "last": soon}
            form |= {"open": "on", "use": "ja"} if route == "switch_template" else {"open": "on"}
            form |= {"title": "Nytt", "text": "Mår du bra?", "type": "boolean", "seen": "1"}
            form |= {"gor": {"change_form": "kopiera", "rearrange": "ta-bort"}.get(route, form["gor"])}
        if route == "choose_cases":
            form |= {"lista": "mina/tilldelade", "atgard": "skriv-ut", "arende": str(self.at["A"].id)}
        if "errand" in route or route == "add_steps":
            form |= {
                "seen": str(self.task.content),
                "move": "finish",
                "lista": str(StepList.objects.earliest("order").id),
            }
            form["to"] = "ingen" if route == "new_errand" else f"p:{self.region.people['hugo'].staff.id}"
        if "listing" in route:
            form["seen"] = str(self.listing.content)
        if route.startswith("draft_"):
            form["utkast"] = "svara.text@"
        if route == "list_recipients":
            form["numbers"] = "19"
        if route in {"remove_recipient", "send_case"}:
            form |= {"mottagare": "alla", "to": "mig"}
        if route == "reassign" and where == "A":
            form["to"] = str(self.colleague.staff.id)
        return form


def _accepted(region: Region, rut: Employee, alva: Resident) -> UUID:
    """An entry at clinic A whose patient has accepted, seen by clinic B: the Vårdgarantiservice."""
    appointing.appoint(system("testerna"), region.b)
    entry = waiting_list.place(rut.actor, region.a, alva.person, Waits.OPERATION).thing
    said_yes = waiting_list.Documented("reached", told="ja")
    content = waiting_list.document(rut.actor, entry.id, said_yes).thing.content
    return waiting_list.change(rut.actor, entry.id, WaitingMove.ACCEPT_OPERATION, seen=content).thing.id


CASE = "/personal/{unit}/arende/{case}/"
ERRANDS = "/personal/{unit}/uppgifter/"
ADMINISTRATION = "/personal/{unit}/administration/"
RULES = "/personal/{unit}/regelmotor/"
JOB = "/personal/{unit}/jobb/"
GUARANTEE = "/personal/{unit}/vardgaranti/"
ENTRY, ACCEPTED = GUARANTEE + "{entry}/", GUARANTEE + "{accepted}/"
GUARANTEE_SERVICE = "/personal/{unit}/vardgarantiservice/"
SEAT = "/planer/{unit}/sjukskoterska/"
SIP = SEAT + f"sip/{UUID(int=0)}/"
SIP_VERSION = SIP + f"version/{UUID(int=0)}/"
SIP_REQUEST = SEAT + f"fragor-om-sip/{UUID(int=0)}/"
MY_PLAN = f"/min-plan/{UUID(int=0)}"
GUEST_PLAN = f"/min-plan/inbjuden/{UUID(int=0)}"
SVU = SEAT + f"svu/{UUID(int=0)}/"
VERSION = SVU + f"version/{UUID(int=0)}/"
ADDRESSES = {
    "set_language": "/sprak", "shortcuts": "/personal/kortkommandon", "accessibility": "/tillganglighet",
    "healthz": "/healthz", "readyz": "/readyz",
    "start": "/", "staff_start": "/personal/",
    "resident_login": "/logga-in", "staff_login": "/personal/logga-in", "demo_resident": "/logga-in/demo",
    "demo_staff": "/personal/logga-in/kort", "demo_tour": "/demo", "resident_logout": "/logga-ut",
    "resident_here": "/inloggad", "staff_here": "/personal/inloggad", "staff_logout": "/personal/logga-ut",
    "way_start": "/inloggning/prov/", "way_answer": "/inloggning/prov/svar", "way_accounts": "/inloggning/uppdrag",
    "way_leave": "/inloggning/prov/ut", "way_logged_out": "/inloggning/prov/utloggad",
    "way_keys": "/inloggning/prov/nycklar", "way_card": "/inloggning/prov/kort",
    "way_told": "/inloggning/prov/stopp", "way_saml_answer": "/inloggning/prov/saml",
    "way_saml_go_on": "/inloggning/prov/vidare", "way_saml_logout": "/inloggning/prov/saml-ut",
    "way_saml_metadata": "/inloggning/prov/metadata",
    "way_bankid": "/inloggning/prov/bankid", "way_bankid_wait": "/inloggning/prov/vantar",
    "way_bankid_qr": "/inloggning/prov/qr", "way_bankid_end": "/inloggning/prov/avbryt",
    "kept_form": "/fortsatt/resident", "resident_help": "/hjalp", "resident_settings": "/installningar",
    "prove_address": "/installningar/kod",
    "children": "/barn", "add_child": "/barn/lagg-till", "leave_proxy": "/barn/avsluta",
    "powers": "/fullmakter", "take_back_power": "/fullmakter/{link}/aterkalla",
    "enter_proxy": "/barn/{link}", "remove_proxy": "/barn/{link}/ta-bort",
    "inbox": "/inkorg", "search_inbox": "/inkorg/sok", "find_clinic": "/mottagningar",
    "clinic": "/mottagningar/{unit}", "write": "/mottagningar/{unit}/{service}/", "resident_case": "/arenden/{case}",
    "answer_form": "/arenden/{case}/svar",
    "file_to_clinic": f"/mottagningar/{{unit}}/{{service}}/filer/{UUID(int=0)}",
    "file_of_answer": f"/arenden/{{case}}/filer/{UUID(int=0)}",
    "resident_file": f"/arenden/{{case}}/fil/{UUID(int=0)}",
    "save_resident_file": f"/arenden/{{case}}/fil/{UUID(int=0)}/spara",
    "resident_picture": f"/arenden/{{case}}/fil/{UUID(int=0)}/liten",
    "case_waiting_file": CASE + f"filer/{UUID(int=0)}", "case_file": CASE + f"fil/{UUID(int=0)}",
    "save_case_file": CASE + f"fil/{UUID(int=0)}/spara", "case_picture": CASE + f"fil/{UUID(int=0)}/liten",
    "own_log": "/vem-har-last", "own_log_pdf": "/vem-har-last.pdf", "contact_card": "/kontaktkort",
    "draft_of_card": "/kontaktkort/utkast", "case_contact_card": CASE + "kontaktkort",
    "report_accessibility": "/tillganglighet/anmal", "accessibility_reports": RULES + "tillganglighet/",
    "receipt": "/arenden/{case}/kvitto", "clinics": "/personal/mottagningar", "day": "/personal/din-dag",
    "day_now": "/personal/din-dag/lage", "clinic_start": "/personal/{unit}/",
    "clinic_to_do": "/personal/{unit}/arenden/", "clinic_all": "/personal/{unit}/arenden/alla",
    "incoming": "/personal/{unit}/arenden/inkomna", "distributed": "/personal/{unit}/arenden/fordelade",
    "clinic_closed": "/personal/{unit}/arenden/avslutade", "own_to_do": "/personal/{unit}/mina/",
    "own_all": "/personal/{unit}/mina/alla", "assigned": "/personal/{unit}/mina/tilldelade",
    "questions": "/personal/{unit}/mina/fragor", "own_closed": "/personal/{unit}/mina/avslutade",
    "untaken": "/personal/{unit}/mina/grupper", "urgent": "/personal/{unit}/mina/bradskande",
    "clinic_now": "/personal/{unit}/lage", "case_now": CASE + "lage",
    "staff_case": CASE, "answer": CASE + "besvara", "ask": CASE + "motfraga", "close": CASE + "avsluta",
    "partial_reply": CASE + "delsvar", "case_take": CASE + "ta", "case_note": CASE + "anteckning",
    "case_record_reply": CASE + "invanarsvar", "case_reply_form": CASE + "invanarsvar/formular",
    "file_of_reply": CASE + f"invanarsvar/filer/{UUID(int=0)}",
    "case_consult": CASE + "kollega", "case_consult_reply": CASE + "kollegasvar", "case_urgent": CASE + "bradskande",
    "case_letter": CASE + "brev", "order_letters": "/personal/{unit}/skicka/{sending}/brev",
    "case_snooze": CASE + "undan", "case_wake": CASE + "fram", "case_cancel_postponed": CASE + "angra",
    "case_take_back": CASE + "angra-svar",
    "case_link": CASE + "koppla", "case_printed": CASE + "utskrift", "case_pdf": CASE + "utskrift.pdf",
    "assign": CASE + "fordela", "reassign": CASE + "omfordela", "administration": ADMINISTRATION,
    "add_staff": ADMINISTRATION + "lagg-till", "permissions": ADMINISTRATION + "behorighet/{assignment}",
    "end_sessions": ADMINISTRATION + "behorighet/{assignment}/logga-ut",
    "resident_devices": "/inloggade-enheter", "staff_devices": "/personal/inloggade-enheter",
    "resident_look": "/utseende", "staff_look": "/personal/utseende",
    "end_assignment": ADMINISTRATION + "behorighet/{assignment}/ta-bort",
    "rule_engine": RULES, "unit_setup": RULES + "enhet/{configured}/",
    "unit_mailbox": RULES + "enhet/{configured}/brevlada",
    "deactivate_unit": RULES + "enhet/{configured}/avaktivera", "positions": RULES + "befattningar/",
    "add_role": RULES + "befattningar/ny-roll", "addressing": RULES + "adressering/",
    "addressing_rule": RULES + "adressering/{rule}/", "remove_rule": RULES + "adressering/{rule}/ta-bort",
    "try_person": RULES + "prova/", "plans_entry": "/planer/", "switch": SEAT + "byt/", "choose_seat": SEAT + "valj/",
    "plan_start": SEAT, "plan_contact": SEAT + "vardkontakt/", "plan_sips": SEAT + "enhetens-sip/",
    "plan_counts": SEAT + "antal/", "plan_changed": SEAT + "andrade/",
    "plan_search": SEAT + "sok/", "add_person": SEAT + "person/ny/", "plan_person": SEAT + f"person/{UUID(int=0)}/",
    "create_svu": SEAT + f"person/{UUID(int=0)}/skapa/", "plan_read": SEAT + f"las/{UUID(int=0)}/",
    "plan_info": SEAT + "info/", "plan_help": SEAT + "hjalp/", "plan_manual": SEAT + "hjalp/manual/?kapitel=borja",
    "my_plans": "/min-plan", "my_contacts": "/min-plan/kontakter", "ask_for_sip": "/min-plan/be-om",
    "draft_of_request": "/min-plan/be-om/utkast",
    "withdraw_sip_request": f"/min-plan/be-om/{UUID(int=0)}/ta-tillbaka", "my_plan": MY_PLAN,
    "come_to_meeting": MY_PLAN + "/kommer", "ask_another_time": MY_PLAN + "/annan-tid",
    "write_to_coordinator": MY_PLAN + "/skriv", "tick_activity": MY_PLAN + f"/aktivitet/{UUID(int=0)}",
    "my_earlier_plan": MY_PLAN + "/tidigare/1",
    "draft_of_my_plan": MY_PLAN + "/utkast", "print_my_plan": MY_PLAN + "/utskrift", "my_plan_pdf": MY_PLAN + "/pdf",
    "guest_plan": GUEST_PLAN, "answer_as_guest": GUEST_PLAN + "/svar", "draft_as_guest": GUEST_PLAN + "/utkast",
    "write_as_guest": GUEST_PLAN + f"/aktivitet/{UUID(int=0)}",
    "sip_requests": SEAT + "fragor-om-sip/", "sip_request": SIP_REQUEST, "accept_sip_request": SIP_REQUEST + "ja",
    "decline_sip_request": SIP_REQUEST + "nej", "draft_of_sip_request": SIP_REQUEST + "utkast",
    "my_listing": "/listning", "withdraw_listing": "/listning/{listing}/ta-tillbaka",
    "ask_for_listing": "/mottagningar/{unit}/listning", "listings": "/personal/{unit}/listning/",
    "handled_listings": "/personal/{unit}/listning/hanterade", "listing": "/personal/{unit}/listning/{listing}/",
    "accept_listing": "/personal/{unit}/listning/{listing}/godkann",
    "decline_listing": "/personal/{unit}/listning/{listing}/avboj",
    "questions_from_colleagues": "/personal/{unit}/kollegor/",
    "guarantee": GUARANTEE, "waiting_list": GUARANTEE + "lista", "waiting_list_file": GUARANTEE + "lista.csv",
    "place_on_waiting_list": GUARANTEE + "ny", "code_changes": GUARANTEE + "koder",
    "code_changes_again": GUARANTEE + f"koder/{UUID(int=0)}.csv", "waiting_entry": ENTRY, "change_code": ENTRY + "kod",
    "change_code_and_answer": ENTRY + "kod-och-svar", "remove_from_waiting_list": ENTRY + "ta-bort",
    "correct_code": ENTRY + "ratta",
    "document_contact": ENTRY + "kontakt",
    "draft_of_waiting_entry": ENTRY + "utkast", "proof": ENTRY + "underlag", "proof_pdf": ENTRY + "underlag.pdf",
    "care_bundle": ACCEPTED + "handlingar", "care_bundle_pdf": ACCEPTED + "handlingar.pdf",
    "add_care_document": ACCEPTED + "handlingar/ny",
    "care_document": ACCEPTED + f"handlingar/{UUID(int=0)}",
    "leave_out_care_document": ACCEPTED + f"handlingar/{UUID(int=0)}/ta-bort",
    "documents_posted": ACCEPTED + "skickat", "guarantee_service": GUARANTEE_SERVICE,
    "look_through": GUARANTEE_SERVICE + "genomgangen", "guarantee_provider": GUARANTEE_SERVICE + "{entry}/",
    "send_provider": GUARANTEE_SERVICE + "{entry}/skicka", "draft_of_provider": GUARANTEE_SERVICE + "{entry}/utkast",
    "search_staff": SEAT + "personal/",
    "choose_cases": "/personal/{unit}/markerade",
    "export_list": "/personal/{unit}/export?lista=mina/tilldelade&fil=csv",
    "job": JOB + "{job}/",
    "order_job": JOB + "{job}/bestall",
    "stop_job": JOB + "{job}/stoppa",
    "job_now": JOB + "{job}/lage",
    "print_cases": JOB + "{printing}/utskrift",
    "paper_of_cases": JOB + "{printing}/utskrift.pdf", "paper_part": JOB + f"{{printing}}/del/{UUID(int=0)}.pdf",
    "svu_inform": SVU + "information",
    "svu_consent": SVU + "samtycke",
    "svu_refuse": SVU + "nekat-samtycke",
    "svu_assess_harm": SVU + "menprovning",
    "svu_withdraw": SVU + "avregistrera",
    "svu_add_contact": SVU + "fast-vardkontakt",
    "svu_move_contact": SVU + "byt-enhet",
    "svu_remove_contact": SVU + "ta-bort-vardkontakt",
    "svu_add_unit": SVU + "ny-deltagare",
    "svu_remove_unit": SVU + "ta-bort-enhet",
    "svu_add_role": SVU + "lagg-till-roll",
    "svu_remove_role": SVU + "ta-bort-roll",
    "svu": SVU,
    "svu_admission": SVU + "inskrivning/",
    "svu_discharge_time": SVU + "tid/",
    "svu_assessment": SVU + "kartlaggning/",
    "svu_statement": SVU + "stallningstagande/",
    "svu_discharge": SVU + "utskrivning/",
    "svu_save_admission": SVU + "spara/inskrivning",
    "svu_acknowledge": SVU + "kvittera",
    "svu_remove": SVU + "ta-bort",
    "svu_save_time": SVU + "spara/tid",
    "svu_save_discharge": SVU + "spara/utskrivning",
    "svu_undo_discharge": SVU + "angra-utskrivning",
    "svu_event": SVU + "handelse", "svu_draft": SVU + "utkast",
    "svu_versions": SVU + "versioner/",
    "svu_version": VERSION,
    "svu_version_printed": VERSION + "utskrift/",
    "svu_version_pdf": VERSION + "utskrift.pdf",
    "svu_version_admission": VERSION + "inskrivning/",
    "svu_version_discharge_time": VERSION + "tid/",
    "svu_version_assessment": VERSION + "kartlaggning/",
    "svu_version_statement": VERSION + "stallningstagande/",
    "svu_version_discharge": VERSION + "utskrivning/",
    "svu_printed": SVU + "utskrift/",
    "svu_pdf": SVU + "utskrift.pdf",
    "svu_assessment_save": SVU + "falt/kartlaggning/spara",
    "svu_assessment_values": SVU + "falt/kartlaggning/varden",
    "svu_assessment_editing": SVU + "falt/kartlaggning/skriver",
    "svu_assessment_history": SVU + "falt/kartlaggning/historik",
    "svu_assessment_person": SVU + "falt/kartlaggning/person",
    "svu_statement_save": SVU + "falt/stallningstagande/spara",
    "svu_statement_values": SVU + "falt/stallningstagande/varden",
    "svu_statement_editing": SVU + "falt/stallningstagande/skriver",
    "svu_statement_history": SVU + "falt/stallningstagande/historik",
    "svu_statement_person": SVU + "falt/stallningstagande/person",
    "svu_start_assessment": SVU + "kartlaggning/starta",
    "svu_mark_complete": SVU + "stallningstagande/klarmarkera",
    "svu_answer_sip": SVU + "stallningstagande/svara",
    "svu_attest": SVU + "stallningstagande/justera",
    "today_board": SEAT + "idag/",
    "outside_readings": "/personal/{unit}/granskning/utomstaende/",
    "letters": "/personal/{unit}/brev/", "not_arrived": "/personal/{unit}/inte-framme/",
    "make_bundle": "/personal/{unit}/brev/bunt", "bundle_pdf": f"/personal/{{unit}}/brev/bunt/{UUID(int=0)}.pdf",
    "bundle_sent": f"/personal/{{unit}}/brev/bunt/{UUID(int=0)}/skickad",
    "change_letter": f"/personal/{{unit}}/brev/{UUID(int=0)}/",
    "password_login": "/losenord", "password_code": "/losenord/kod", "order_password": "/losenord/bestall",
    "payment_basis": SEAT + "betalning/",
    "payment_csv": SEAT + "betalning.csv",
    "payment_xlsx": SEAT + "betalning.xlsx",
    "sip_statistics": SEAT + "sip-statistik/",
    "sip_statistics_file": SEAT + "sip-statistik/moten.csv",
    # Clinic C's system administrator is of no region: there are no terms to set there, and no unit to appoint.
    "guarantee_unit": RULES + "vardgaranti/",
    "take_back_guarantee_unit": RULES + "vardgaranti/ta-tillbaka",
    "payment_terms": RULES + "betalningsvillkor/",
    "remove_terms": RULES + f"betalningsvillkor/{UUID(int=0)}/ta-bort",
    "ward_care": RULES + "betalningsvillkor/vardform/{configured}/",
    "sip_invite_guest": SIP + "bjud-in", "sip_take_back_invitation": SIP + "ta-tillbaka-inbjudan",
    "sip_note_other_plan": SIP + "annan-plan",
    "sip_remove_other_plan": SIP + "ta-bort-annan-plan",
    "create_sip": SEAT + f"person/{UUID(int=0)}/skapa-sip/",
    "sip_from_svu": SEAT + f"svu/{UUID(int=0)}/skapa-sip",
    "sip": SIP,
    "sip_call": SIP + "kallelse/",
    "sip_assessment": SIP + "kartlaggning/",
    "sip_care_plan": SIP + "plan/",
    "sip_versions": SIP + "versioner/",
    "sip_version": SIP_VERSION,
    "sip_version_printed": SIP_VERSION + "utskrift/",
    "sip_version_pdf": SIP_VERSION + "utskrift.pdf",
    "sip_version_call": SIP_VERSION + "kallelse/",
    "sip_version_assessment": SIP_VERSION + "kartlaggning/",
    "sip_version_care_plan": SIP_VERSION + "plan/",
    "sip_printed": SIP + "utskrift/",
    "sip_pdf": SIP + "utskrift.pdf",
    "sip_care_plan_row_add": SIP + "falt/plan/rad/ny",
    "sip_care_plan_row_move": SIP + "falt/plan/rad/flytta",
    "sip_care_plan_row_restore": SIP + "falt/plan/rad/aterstall",
    "sip_care_plan_row_remove": SIP + "falt/plan/rad/ta-bort",
    "sip_care_plan_rows_removed": SIP + "falt/plan/rad/borttagna",
    "sip_care_plan_row": SIP + "falt/plan/rad/visa",
    "sip_care_plan_row_open": SIP + "falt/plan/rad/oppna",
    "sip_write_message": SIP + "meddelande/skicka",
    "sip_acknowledge_message": SIP + "meddelande/kvittera",
    "sip_annul_message": SIP + "meddelande/makulera",
    "sip_message_file": SIP + f"meddelande/fil/{UUID(int=0)}",
    "sip_save_message_file": SIP + f"meddelande/fil/{UUID(int=0)}/spara",
    "sip_draft": SIP + "utkast",
    "sip_contact_card": SIP + "kontaktkort",
    "svu_contact_card": SVU + "kontaktkort",
    "sip_inform": SIP + "information",
    "sip_consent": SIP + "samtycke",
    "sip_refuse": SIP + "nekat-samtycke",
    "sip_assess_harm": SIP + "menprovning",
    "sip_withdraw": SIP + "avregistrera",
    "sip_add_contact": SIP + "fast-vardkontakt",
    "sip_move_contact": SIP + "byt-enhet",
    "sip_remove_contact": SIP + "ta-bort-vardkontakt",
    "sip_add_unit": SIP + "ny-deltagare",
    "sip_remove_unit": SIP + "ta-bort-enhet",
    "sip_add_role": SIP + "lagg-till-roll",
    "sip_remove_role": SIP + "ta-bort-roll",
    "sip_save_call": SIP + "spara/kallelse",
    "sip_move_meeting": SIP + "andra-mote",
    "sip_cancel_meeting": SIP + "stall-in",
    "sip_acknowledge": SIP + "kvittera",
    "sip_propose_time": SIP + "foresla-tid",
    "sip_hold_meeting": SIP + "mote-hallet",
    "sip_book_meeting": SIP + "boka-mote",
    "sip_remove": SIP + "ta-bort",
    "sip_assessment_save": SIP + "falt/kartlaggning/spara",
    "sip_assessment_values": SIP + "falt/kartlaggning/varden",
    "sip_assessment_editing": SIP + "falt/kartlaggning/skriver",
    "sip_assessment_history": SIP + "falt/kartlaggning/historik",
    "sip_assessment_person": SIP + "falt/kartlaggning/person",
    "sip_care_plan_save": SIP + "falt/plan/spara",
    "sip_care_plan_values": SIP + "falt/plan/varden",
    "sip_care_plan_editing": SIP + "falt/plan/skriver",
    "sip_care_plan_history": SIP + "falt/plan/historik",
    "sip_care_plan_person": SIP + "falt/plan/person",
    "sip_start_assessment": SIP + "kartlaggning/starta",
    "sip_start_approval": SIP + "plan/starta-godkannande",
    "sip_approve": SIP + "plan/godkann",
    "sip_update_plan": SIP + "plan/uppdatera",
    "sip_end": SIP + "avsluta",
    "sip_set_coordinator": SIP + "samordningsansvarig",
    "sip_remove_coordinator": SIP + "ta-bort-samordningsansvarig",
    "svu_write_message": SVU + "meddelande/skicka",
    "svu_acknowledge_message": SVU + "meddelande/kvittera",
    "svu_annul_message": SVU + "meddelande/makulera",
    "svu_message_file": SVU + f"meddelande/fil/{UUID(int=0)}",
    "svu_save_message_file": SVU + f"meddelande/fil/{UUID(int=0)}/spara",
    "draft_to_clinic": "/mottagningar/{unit}/{service}/utkast", "draft_of_resident": "/arenden/{case}/utkast",
    "draft_of_staff": CASE + "utkast", "choose_template": "/personal/{unit}/skicka/",
    "choose_recipients": "/personal/{unit}/skicka/{sending}/mottagare",
    "remove_recipient": "/personal/{unit}/skicka/{sending}/ta-bort", "send_case": "/personal/{unit}/skicka/{sending}/",
    "answer_agreement": "/fullmakter/lasning/{agreement}",
    "register_case": "/personal/{unit}/registrera/", "draft_to_register": "/personal/{unit}/registrera/{task}/utkast",
    "file_to_register": f"/personal/{{unit}}/registrera/{{task}}/filer/{UUID(int=0)}",
    "draft_to_send": "/personal/{unit}/skicka/{sending}/utkast",
    "list_recipients": "/personal/{unit}/skicka/{sending}/lista",
    "stop_sending": "/personal/{unit}/skicka/{ordered}/stoppa",
    "sending_now": "/personal/{unit}/skicka/{ordered}/lage",
    "file_to_send": f"/personal/{{unit}}/skicka/{{sending}}/filer/{UUID(int=0)}",
    "sent_cases": "/personal/{unit}/skicka/{sending}/klart",
    "draft_of_task": ERRANDS + "{task}/utkast", "draft_of_new_task": ERRANDS + "ny/{case}/utkast",
    "draft_of_listing": "/personal/{unit}/listning/{listing}/utkast", "draft_of_job": JOB + "{job}/utkast",
    "errands": ERRANDS, "errand": ERRANDS + "{task}/", "new_errand": ERRANDS + "ny/{case}",
    "case_documented": ERRANDS + "dokumenterat/{case}",
    "add_steps": ERRANDS + "steg/{case}", "errand_step": ERRANDS + "{task}/steg",
    "errand_hand_over": ERRANDS + "{task}/lamna", "errand_change": ERRANDS + "{task}/andra",
    "filter_list": "/personal/{unit}/lista/filter", "search_cases": "/personal/{unit}/lista/sok",
    "saved_views": "/personal/{unit}/vyer/", "save_view": "/personal/{unit}/vyer/ny",
    "rename_view": f"/personal/{{unit}}/vyer/{UUID(int=0)}/byt-namn",
    "remove_view": f"/personal/{{unit}}/vyer/{UUID(int=0)}/ta-bort",
    "statistics": "/personal/{unit}/statistik/", "statistics_file": "/personal/{unit}/statistik/inkomna.csv",
}  # fmt: skip


def _child_of(guardian: Resident) -> UUID:
    """A child that a resident has added: the link's id."""
    from vardtrad.shared.people.models import Guardianship, Person
    from vardtrad.shared.proxies.models import Link

    child = Person.objects.create(identity="201805022389", given_name="Elina", family_name="Ahlgren")
    Guardianship.objects.create(guardian=guardian.person, child=child)
    return Link.objects.create(proxy=guardian.person, person=child, added=clock.now()).id


def _job(who, action: str, case: Case) -> UUID:
    from vardtrad.cases.staff.bulk import actions
    from vardtrad.cases.staff.bulk.models import Action

    job = actions.choose(who.actor, Action(action), [case.id], chosen_in=who.address("mina/"), language="sv")
    assert job is not None
    return job.id


def stored_form(clinic: Unit, by: Staff) -> StoredForm:
    """A form of a clinic with one question, in use."""
    source = as_source(added(empty("Hälsa", "http://x.example/halsa"), Question("boolean", "Mår du bra?")))
    form = StoredForm.objects.create(clinic=clinic, title="Hälsa", latest=1, in_use=1)
    FormVersion.objects.create(form=form, number=1, source=source, usable=True, by=by, at=clock.now())
    return form


SETTINGS = {
    "groups": "administration/grupper/", "group": "administration/grupper/{group}/",
    "use_group": "administration/grupper/{group}/anvand", "case_types": "administration/arendetyper/",
    "case_type": "administration/arendetyper/{case_type}/", "standard_answers": "administration/standardsvar/",
    "new_answer": "administration/standardsvar/nytt/", "standard_answer": "administration/standardsvar/{answer}/",
    "remove_answer": "administration/standardsvar/{answer}/ta-bort", "policy": "administration/tidsgranser/",
    "schedule": "administration/schema/", "copy_week": "administration/schema/kopiera",
    "approved_contacts": "administration/skyddade-personuppgifter/",
    "remove_contact": "administration/skyddade-personuppgifter/{contact}/ta-bort",
    "cover": "administration/bradskande/", "remove_cover": "administration/bradskande/{cover}/ta-bort",
    "agreements": "administration/lasning/", "revoke_agreement": "administration/lasning/{agreement}/ta-tillbaka",
    "notices": "administration/aviseringar/", "templates": "administration/arendemallar/",
    "forms": "administration/formular/", "import_form": "administration/formular/las-in/",
    "form": "administration/formular/{form}/", "change_form": "administration/formular/{form}/andra",
    "new_question": "administration/formular/{form}/fraga/ny/", "question": "administration/formular/{form}/fraga/0/",
    "rearrange": "administration/formular/{form}/fraga/0/flytta",
    "draft_of_new_question": "administration/formular/{form}/fraga/ny/utkast",
    "draft_of_question": "administration/formular/{form}/fraga/0/utkast",
    "try_form": "administration/formular/{form}/version/1/prova/",
    "file_of_trial": f"administration/formular/{{form}}/version/1/prova/filer/{UUID(int=0)}",
    "export_form": "administration/formular/{form}/version/1/fhir",
    "switch_template": "administration/arendemallar/{template}/",
    "load_care_guarantee": "administration/arendemallar/vardgarantin",
    "choose_form": "administration/arendetyper/{case_type}/formular",
    "use_delivered_form": "administration/arendetyper/{case_type}/formular/fardigt",
    "danger_signs": "administration/arendetyper/{case_type}/varningstecken/",
    "draft_of_danger_signs": "administration/arendetyper/{case_type}/varningstecken/utkast",
    "template_days": "administration/arendemallar/{asking}/tidsgranser/",
    "schedule_shown": "schema/", "clinic_help": "hjalp/",
    "personal_settings": "installningar/", "substitutes": "installningar/ersattare/",
    "end_substitute": "installningar/ersattare/{substitution}/avsluta", "own_answers": "installningar/standardsvar/",
    "new_own_answer": "installningar/standardsvar/nytt/", "own_answer": "installningar/standardsvar/{own}/",
    "remove_own_answer": "installningar/standardsvar/{own}/ta-bort",
    "draft_of_case_type": "administration/arendetyper/{case_type}/utkast",
    "draft_of_new_answer": "administration/standardsvar/nytt/utkast",
    "draft_of_answer": "administration/standardsvar/{answer}/utkast",
    "draft_of_settings": "installningar/utkast", "draft_of_new_own_answer": "installningar/standardsvar/nytt/utkast",
    "draft_of_own_answer": "installningar/standardsvar/{own}/utkast",
}  # fmt: skip
"""The addresses of a clinic's settings and of the personal ones, under the clinic's own."""
ADDRESSES |= {route: "/personal/{unit}/" + path for route, path in SETTINGS.items()}


def _settings(region: Region, hugo: Employee, alva: Resident) -> tuple[dict[str, UUID], dict[str, str]]:
    """One of each thing of a clinic's settings and of Hugo's own, and what the pages show of them."""
    from datetime import date

    from vardtrad.cases.case.models import ApprovedContact, CaseType, Service
    from vardtrad.cases.case.standard_answers.models import StandardAnswer
    from vardtrad.cases.case.standard_answers.queries import values_of
    from vardtrad.cases.staff.own_settings.queries import settings_of
    from vardtrad.cases.staff.settings.queries import policy_values, service_values, template_days
    from vardtrad.cases.teams.actions import group_stamp
    from vardtrad.cases.teams.models import CoverDay, Group, Substitution
    from vardtrad.kernel.stamp import stamp

    far, hanna = date(2098, 1, 1), region.people["hanna"].staff
    template = CaseType.objects.create(code="mall-a", name="Mall", direction=CaseType.Direction.INFORMATION)
    asking = CaseType.objects.create(code="mall-b", name="Mall", direction=CaseType.Direction.QUESTION)
    Service.objects.create(clinic=region.a, case_type=asking)
    group = Group.objects.create(clinic=region.a, name="Grupp")
    answer = StandardAnswer.objects.create(clinic=region.a, name="Ett svar", text="En text.")
    own = StandardAnswer.objects.create(clinic=region.a, owner=hugo.staff, name="Mitt svar", text="En text.")
    kept = {
        "form": stored_form(region.a, region.people["adam"].staff).id,
        "group": group.id, "case_type": region.renewal.id, "answer": answer.id, "own": own.id, "template": template.id,
        "agreement": _agreement(region).id, "asking": asking.id,
        "cover": CoverDay.objects.create(clinic=region.a, staff=hugo.staff, day=far).id,
        "contact": ApprovedContact.objects.create(clinic=region.a, person=alva.person).id,
        "substitution": Substitution.objects.create(staff=hugo.staff, substitute=hanna, first=far, last=far).id,
    }  # fmt: skip
    was = {
        "group": group_stamp("Grupp", []),
        "case_type": stamp(service_values(Service.objects.get(pk=region.renewal_at_a.pk))),
        "standard_answer": stamp(values_of(answer)), "own_answer": stamp(values_of(own)),
        "policy": stamp(policy_values(None)), "template_days": stamp(template_days(None)),
        "personal_settings": stamp(settings_of(hugo.staff)),
        "substitute": str(hanna.id),
    }  # fmt: skip
    return kept, was


def _agreement(region: Region):
    """A decision at clinic A that a guardian goes on reading."""
    from vardtrad.shared.people.models import Person
    from vardtrad.shared.proxies.models import Agreement

    child = Person.objects.create(identity="201103022388", given_name="Vilma", family_name="Vall")
    guardian = Person.objects.create(identity="195907113178", given_name="Vera", family_name="Vall")
    return Agreement.objects.create(
        clinic=region.a, child=child, guardian=guardian, reason="Skäl.", decided_by="Chefen", made=clock.now(),
        made_by=region.people["adam"].staff, last=clock.today(),
    )  # fmt: skip


def _sending(region: Region, owner: Employee, to: Resident) -> Dispatch:
    """What the handler of the case is about to send at clinic A, to the resident whose case it is."""
    from vardtrad.cases.staff.sending import actions, queries
    from vardtrad.kernel.actors import system

    actions.load_templates(system("testerna"), region.a)
    sending = actions.begin(owner.actor, region.a, queries.templates(region.a.id)[-1])
    actions.add(owner.actor, sending, to.person)
    return sending


def _end(staff: Staff) -> None:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions

    # An administrator must be left: Adam is.
    actions.end(system("testerna"), Assignment.objects.get(staff=staff).id, seen=None)


RULE_FORMS = {"unit_setup", "unit_mailbox", "deactivate_unit", "positions", "add_role", "addressing", "addressing_rule",
              "remove_rule", "try_person"}  # fmt: skip


def _planning_at(region: Region, *units: Unit) -> dict[Unit, AddressingRule]:
    """These units plan, and an addressing rule leads to each."""
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions

    Role.objects.create(code="sjukskoterska", name="Sjuksköterska")
    Position.objects.create(code="206090", name="Sjuksköterska", role_id="sjukskoterska")
    for unit in units:
        actions.activate(system("testerna"), unit, {"sjukskoterska": ["acknowledge", "attest", "approve"]})
    return {unit: AddressingRule.objects.create(kind="listing", value=unit.hsa_id, unit=unit) for unit in units}


def _configures(staff: Staff) -> None:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions

    held = Assignment.objects.get(staff=staff)
    actions.set_permissions(system("testerna"), held.id, [*held.permissions, "configurator"], seen=None)


def answer_of(status: int, location: str) -> str:
    """The answer in the table's signs."""
    if status == 302:
        return "L" if "logga-in?till=" in location else ">"
    return {403: "K", 404: "4", 405: "M"}.get(status, str(status))


@pytest.mark.req("000-006", "000-008", "000-012", "000-015", "000-016", "000-019")
def test_who_gets_what(region: Region, provider: Provider) -> None:
    """All lines against one set of cases; what a request did is taken back before the next."""
    world = World(region)
    wrong = []
    before = Version.objects.filter(move__in=CHANGES).count()
    for route, how, where, *expected in LINES:
        for who, want in zip(WHO, expected, strict=True):
            address = world.address(route, where)
            refused = how == "POST" and want in {"L", "K", "4", "M", "422"}
            mark = transaction.savepoint()
            browser = world.browsers[who]
            cookies = browser.cookies.copy()
            response = browser.get(address) if how == "GET" else browser.post(address, world.sent(route, where))
            got = answer_of(response.status_code, response.headers.get("Location", ""))
            changed = refused and Version.objects.filter(move__in=CHANGES).count() != before
            transaction.savepoint_rollback(mark)
            browser.cookies = cookies
            if got != want:
                wrong.append(f"{how} {route} at {where} by {who}: {got}, not {want}")
            if changed:
                wrong.append(f"{how} {route} at {where} by {who}: refused, and yet something changed")
    assert not wrong, "\n".join(wrong)


CHANGES = ["send", "assign", "reassign", "transfer", "partial_reply", "ask", "answer_back", "answer",
           "close_without_answer", "withdraw", "accept", "decline", "add", "set_permissions", "end", "activate",
           "set_roles", "deactivate"]  # fmt: skip


@pytest.mark.req("000-008", "000-019")
def test_somebody_with_every_permission_elsewhere_has_none_here(region: Region, petra) -> None:
    assign(petra.staff, region.b, "receiver", "handler", "administrator", "log_reviewer")
    for path in ("", "arenden/", "mina/", "administration/"):
        assert petra.browser.get(f"/personal/{region.b.id}/{path}").status_code == 200
        assert petra.browser.get(f"/personal/{region.a.id}/{path}").status_code == 404
