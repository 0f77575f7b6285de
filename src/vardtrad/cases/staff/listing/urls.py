"""The addresses of requests for listing and of questions from colleagues, as staff see them."""

from django.urls import path

from vardtrad.cases.staff.listing import views

AT = "personal/<uuid:unit>/"

urlpatterns = [
    path(AT + "listning/", views.listings, name="listings"),
    path(AT + "listning/hanterade", views.handled_listings, name="handled_listings"),
    path(AT + "listning/<uuid:listing>/", views.listing, name="listing"),
    path(AT + "listning/<uuid:listing>/utkast", views.keep_draft, name="draft_of_listing"),
    path(AT + "listning/<uuid:listing>/godkann", views.accept, name="accept_listing"),
    path(AT + "listning/<uuid:listing>/avboj", views.decline, name="decline_listing"),
    path(AT + "kollegor/", views.questions, name="questions_from_colleagues"),
]
