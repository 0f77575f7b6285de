"""The pages of this way in: number and password, the code, and ordering a password. Not there while it is off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.login import entering
from vardtrad.shared.login.client_address import client_address
from vardtrad.shared.login.guards import public
from vardtrad.shared.login.password import actions, row
from vardtrad.shared.login.password.forms import LoginCodeForm, LoginForm, OrderForm


@public
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Number and password; whatever they are, the page of the code comes next (003-013, 003-018)."""
    _only_when_on()
    form, sentence, status = LoginForm(request.POST or None), "", 200
    if request.method == "POST" and form.is_valid():
        try:
            carried = actions.begin(form.number, form.cleaned_data["password"], client_address(request))
        except Refused as refused:
            sentence, status = refused.sentence, 429
        else:
            return _code_page(request, LoginCodeForm(initial={"carried": carried}))
    context = {"form": form, "sentence": sentence, "target": entering.target(request)}
    return render(request, "shared/login/password/login.html", context, status=422 if form.errors else status)


@public
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """The code: whoever has it, too, is let in."""
    _only_when_on()
    form = LoginCodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    try:
        proven = actions.finish(form.cleaned_data["carried"], form.cleaned_data["code"])
        return entering.enter(request, proven, entering.target(request))
    except Refused as refused:
        return _code_page(request, form, refused.sentence, 429 if refused.reason == Reason.TOO_OFTEN else 403)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Order a password by post; the answer is the same whoever the number belongs to (003-017)."""
    _only_when_on()
    form, sentence, status, ordered = OrderForm(request.POST or None), "", 200, False
    if request.method == "POST" and form.is_valid():
        try:
            actions.order(form.number, form.cleaned_data["sms"], client_address(request))
            ordered = True
        except Refused as refused:
            sentence, status = refused.sentence, 429
    context = {"form": form, "sentence": sentence, "ordered": ordered}
    return render(request, "shared/login/password/order.html", context, status=422 if form.errors else status)


def _code_page(request: HttpRequest, form: LoginCodeForm, sentence: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "sentence": sentence, "target": entering.target(request)}
    return render(request, "shared/login/password/code.html", context, status=status)


def _only_when_on() -> None:
    if row.configured() is None:
        raise not_there()
