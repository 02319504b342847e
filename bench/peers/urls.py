"""Where the peer's resource is."""

from rest_framework.routers import SimpleRouter

from bench.peers.views import EncounterViewSet

router = SimpleRouter(trailing_slash=False)
router.register("encounters", EncounterViewSet)
urlpatterns = router.urls
