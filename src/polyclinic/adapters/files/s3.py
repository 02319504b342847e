"""The port ``DirectStore`` over S3: forms and URLs that the bucket takes, signed with our credentials."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from polyclinic.adapters.files.store import Access, new_key, path_of
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.ports import PostForm
from polyclinic.web.downloads import attachment


class S3Direct:
    """Hands clients over to the bucket at ``place`` (``s3://bucket/prefix``). Needs the extra ``s3`` (boto3)."""

    def __init__(self, place: str, access: Access) -> None:
        import boto3
        from botocore.config import Config

        url = urlsplit(place)
        self._bucket, self._prefix = url.netloc, url.path.strip("/")
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=access.endpoint or None,
            region_name=access.region or None,
            aws_access_key_id=access.key_id or None,
            aws_secret_access_key=access.secret or None,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path" if access.endpoint else "auto"}),
        )

    async def post_form(self, practice_id: str, label: Label, max_size: int, lifetime: timedelta) -> PostForm:
        """A form whose policy names one key, one type, a range of sizes and an end."""
        key = new_key()
        fields = {"Content-Type": label.media_type}
        # Signing is arithmetic, but credentials may first have to be fetched.
        signed = await asyncio.to_thread(
            self._client.generate_presigned_post,
            self._bucket,
            self._path(practice_id, key),
            Fields=dict(fields),
            Conditions=[fields, ["content-length-range", 1, max_size]],
            ExpiresIn=int(lifetime.total_seconds()),
        )
        return PostForm(signed["url"], signed["fields"], key)

    async def get_url(self, practice_id: str, key: str, label: Label, lifetime: timedelta) -> str:
        """A URL that gives the file out as an attachment."""
        asked = {
            "Bucket": self._bucket,
            "Key": self._path(practice_id, key),
            "ResponseContentType": label.media_type,
            "ResponseContentDisposition": attachment(label.filename),
        }
        url: str = await asyncio.to_thread(
            self._client.generate_presigned_url, "get_object", Params=asked, ExpiresIn=int(lifetime.total_seconds())
        )
        return url

    def _path(self, practice_id: str, key: str) -> str:
        path = path_of(practice_id, key)
        return f"{self._prefix}/{path}" if self._prefix else path
