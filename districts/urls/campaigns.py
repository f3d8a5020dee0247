"""Addresses of the campaigns, nominations, awards, moral councils and exemplars."""

from django.urls import URLPattern, path

from districts.views import exemplars
from districts.views.campaigns import awards, batches, councils, detail, lists, nominations

urlpatterns: list[URLPattern] = [
    path("campaigns/", lists.campaign_list, name="campaign-list"),
    path("campaigns/export/", lists.campaign_export, name="campaign-export"),
    path("campaigns/add/", lists.campaign_create, name="campaign-create"),
    path("campaigns/<id:pk>/", detail.campaign_detail, name="campaign-detail"),
    path("campaigns/<id:pk>/edit/", lists.campaign_edit, name="campaign-edit"),
    path("campaigns/<id:pk>/step/<slug:verb>/", detail.campaign_step, name="campaign-step"),
    path("campaigns/<id:pk>/nominate/", nominations.campaign_nominate, name="campaign-nominate"),
    path("campaigns/<id:pk>/list/<slug:verb>/", batches.campaign_batch, name="campaign-batch"),
    path(
        "campaigns/<id:pk>/outcome/<slug:verb>/",
        batches.campaign_outcome,
        name="campaign-outcome",
    ),
    path("campaigns/<id:pk>/names/<slug:verb>/", detail.campaign_names, name="campaign-names"),
    path("campaigns/<id:pk>/activities/", detail.campaign_activity, name="campaign-activity"),
    path(
        "campaigns/<id:pk>/activities/<id:use>/remove/",
        detail.campaign_activity_remove,
        name="campaign-activity-remove",
    ),
    path("nominations/<id:pk>/", nominations.nomination_detail, name="nomination-detail"),
    path("nominations/<id:pk>/edit/", nominations.nomination_edit, name="nomination-edit"),
    path("nominations/<id:pk>/review/", nominations.nomination_review, name="nomination-review"),
    path(
        "nominations/<id:pk>/step/<slug:verb>/",
        nominations.nomination_step,
        name="nomination-step",
    ),
    path("awards/", awards.award_list, name="award-list"),
    path("awards/export/", awards.award_export, name="award-export"),
    path("awards/<id:pk>/revoke/", nominations.award_revoke, name="award-revoke"),
    path("moral-councils/", councils.council_list, name="council-list"),
    path("moral-councils/export/", councils.council_export, name="council-export"),
    path("moral-councils/add/", councils.council_create, name="council-create"),
    path("moral-councils/<id:pk>/", councils.council_detail, name="council-detail"),
    path("moral-councils/<id:pk>/edit/", councils.council_edit, name="council-edit"),
    path("exemplars/", exemplars.exemplar_list, name="exemplar-list"),
    path("exemplars/export/", exemplars.exemplar_export, name="exemplar-export"),
    path("exemplars/add/", exemplars.exemplar_create, name="exemplar-create"),
    path("exemplars/<id:pk>/", exemplars.exemplar_detail, name="exemplar-detail"),
    path("exemplars/<id:pk>/edit/", exemplars.exemplar_edit, name="exemplar-edit"),
    path("exemplars/<id:pk>/step/<slug:verb>/", exemplars.exemplar_step, name="exemplar-step"),
    path("exemplars/<id:pk>/media/", exemplars.exemplar_media, name="exemplar-media"),
]
