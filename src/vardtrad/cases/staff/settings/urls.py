"""The addresses of a clinic's settings."""

from django.urls import path

from vardtrad.cases.staff.settings.views import (
    agreements,
    answers,
    case_types,
    cover,
    danger_signs,
    form_builder,
    form_trial,
    groups,
    people,
)
from vardtrad.shared.web.converters import register

BASE = "personal/<uuid:unit>/administration/"


register()

urlpatterns = [
    path(f"{BASE}grupper/", groups.groups, name="groups"),
    path(f"{BASE}grupper/<uuid:group>/", groups.group, name="group"),
    path(f"{BASE}grupper/<uuid:group>/anvand", groups.use_group, name="use_group"),
    path(f"{BASE}arendetyper/", case_types.case_types, name="case_types"),
    path(f"{BASE}arendetyper/<uuid:case_type>/", case_types.case_type, name="case_type"),
    path(f"{BASE}arendetyper/<uuid:case_type>/utkast", case_types.keep_draft, name="draft_of_case_type"),
    path(f"{BASE}arendetyper/<uuid:case_type>/formular", case_types.choose_form, name="choose_form"),
    path(
        f"{BASE}arendetyper/<uuid:case_type>/formular/fardigt",
        case_types.use_delivered_form,
        name="use_delivered_form",
    ),
    path(f"{BASE}arendetyper/<uuid:case_type>/varningstecken/", danger_signs.danger_signs, name="danger_signs"),
    path(
        f"{BASE}arendetyper/<uuid:case_type>/varningstecken/utkast",
        danger_signs.keep_draft,
        name="draft_of_danger_signs",
    ),
    path(f"{BASE}standardsvar/", answers.standard_answers, name="standard_answers"),
    path(f"{BASE}standardsvar/nytt/", answers.new_answer, name="new_answer"),
    path(f"{BASE}standardsvar/nytt/utkast", answers.keep_answer_draft, name="draft_of_new_answer"),
    path(f"{BASE}standardsvar/<uuid:answer>/utkast", answers.keep_answer_draft, name="draft_of_answer"),
    path(f"{BASE}standardsvar/<uuid:answer>/", answers.standard_answer, name="standard_answer"),
    path(f"{BASE}standardsvar/<uuid:answer>/ta-bort", answers.remove_answer, name="remove_answer"),
    path(f"{BASE}formular/", form_builder.forms, name="forms"),
    path(f"{BASE}formular/las-in/", form_builder.import_form, name="import_form"),
    path(f"{BASE}formular/<uuid:form>/", form_builder.form, name="form"),
    path(f"{BASE}formular/<uuid:form>/andra", form_builder.change_form, name="change_form"),
    path(f"{BASE}formular/<uuid:form>/fraga/ny/", form_builder.question, name="new_question"),
    path(f"{BASE}formular/<uuid:form>/fraga/<few_digits:number>/", form_builder.question, name="question"),
    path(f"{BASE}formular/<uuid:form>/fraga/ny/utkast", form_builder.keep_question_draft, name="draft_of_new_question"),
    path(
        f"{BASE}formular/<uuid:form>/fraga/<few_digits:number>/utkast",
        form_builder.keep_question_draft,
        name="draft_of_question",
    ),
    path(f"{BASE}formular/<uuid:form>/fraga/<few_digits:number>/flytta", form_builder.rearrange, name="rearrange"),
    path(f"{BASE}formular/<uuid:form>/version/<few_digits:number>/prova/", form_trial.try_form, name="try_form"),
    path(
        f"{BASE}formular/<uuid:form>/version/<few_digits:number>/prova/filer/<uuid:file>",
        form_trial.file_of_trial,
        name="file_of_trial",
    ),
    path(f"{BASE}formular/<uuid:form>/version/<few_digits:number>/fhir", form_builder.export_form, name="export_form"),
    path(f"{BASE}tidsgranser/", case_types.policy, name="policy"),
    path(f"{BASE}bradskande/", cover.cover, name="cover"),
    path(f"{BASE}bradskande/<uuid:cover>/ta-bort", cover.remove_cover, name="remove_cover"),
    path(f"{BASE}schema/", people.schedule, name="schedule"),
    path(f"{BASE}schema/kopiera", people.copy_week, name="copy_week"),
    path(f"{BASE}skyddade-personuppgifter/", people.approved_contacts, name="approved_contacts"),
    path(f"{BASE}skyddade-personuppgifter/<uuid:contact>/ta-bort", people.remove_contact, name="remove_contact"),
    path(f"{BASE}lasning/", agreements.agreements, name="agreements"),
    path(f"{BASE}lasning/<uuid:agreement>/ta-tillbaka", agreements.revoke_agreement, name="revoke_agreement"),
    path(f"{BASE}aviseringar/", people.notices, name="notices"),
    path(f"{BASE}arendemallar/", case_types.templates, name="templates"),
    path(f"{BASE}arendemallar/vardgarantin", case_types.load_care_guarantee, name="load_care_guarantee"),
    path(f"{BASE}arendemallar/<uuid:template>/", case_types.switch_template, name="switch_template"),
    path(f"{BASE}arendemallar/<uuid:template>/tidsgranser/", case_types.template_days, name="template_days"),
    path("personal/<uuid:unit>/hjalp/", people.clinic_help, name="clinic_help"),
    path("personal/<uuid:unit>/schema/", people.schedule_shown, name="schedule_shown"),
]
