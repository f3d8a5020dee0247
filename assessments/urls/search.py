"""Address of the search."""

from django.urls import path

from assessments.views import search

urlpatterns = [path("search/", search.search_page, name="search")]
