"""Facilities registered, with their papers."""

from collections.abc import AsyncIterator, Mapping

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.errors import BadFile
from polyclinic.core.documents.labels import Label, clean_name
from polyclinic.core.documents.model import Document, StoredFile
from polyclinic.core.organisation import operations, registry
from polyclinic.core.organisation.model import Facility
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.dialects.carestack.mapping import facility_registration as mapping
from polyclinic.dialects.carestack.mapping.facilities import File, told
from polyclinic.dialects.carestack.wire import facility_registration as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.services import Services

routes = Routes()


@routes.on(wire.REGISTER)
async def register(ctx: Context, call: Call[wire.FacilityRegistration]) -> Reply:
    body = call.body
    settled = mapping.settle(body)
    blank = Facility(name="")
    held = await operations.read_facility(ctx, body.id) if body.id else blank
    files = await _file(ctx, call.services, body, held.id)

    def edit(facility: Facility) -> Facility:
        return mapping.to_core(body, settled, files, facility)

    state = int(settled.state.code)
    if held is blank:
        facility = await registry.enter(ctx, edit(blank), state)
    else:
        facility = await registry.enter_existing(ctx, held.id, edit, state)
    return told(facility, "registered")


async def _file(
    ctx: Context, services: Services, body: wire.FacilityRegistration, facility_id: str
) -> Mapping[mapping.Place, File]:
    """File a registration's attachments as documents. Raises ``Invalid`` naming each that is no such file."""
    files: dict[mapping.Place, File] = {}
    filed: list[tuple[File, Document, StoredFile]] = []
    problems = []
    for place, title, attachment in mapping.attachments(body):
        files[place] = {"name": attachment.name}
        try:
            start, content = mapping.decoded(attachment.value)
            stored = await _stored(ctx, services, content, attachment.name) if content else None
        except (ValueError, BadFile) as bad:
            problems.append(Problem((*place, "value"), "bad_file", f"Bad file: {bad}."))
            continue
        files[place] |= {"start": start} if start else {}
        if stored is not None:
            draft = Document(
                name=title,
                related=(f"facility:{facility_id}",),
                filename=clean_name(attachment.name),
                content_type=stored.media_type,
            )
            filed.append((files[place], draft, stored))
    if problems:
        raise Invalid(problems)
    for file, draft, stored in filed:
        file["document"] = (await documents.add(ctx, draft, stored)).id
    return files


async def _stored(ctx: Context, services: Services, content: bytes, name: str) -> StoredFile:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return await services.files.put(ctx.tenant.id, chunks(), wire.MAX_FILE, Label(clean_name(name)))
