"""``python -m bench.peers.prepare``: makes the peer's tables and a user, and prints the user's token."""

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from rest_framework.authtoken.models import Token

    call_command("migrate", run_syncdb=True, verbosity=0)
    user = get_user_model().objects.create_user("bench")
    print(Token.objects.create(user=user).key)


if __name__ == "__main__":
    main()
