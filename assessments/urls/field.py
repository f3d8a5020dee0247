"""Addresses of this area of the assessment year."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
