"""An encounter with its patient, subscriber, providers, diagnoses and service lines, normalised."""

import uuid

from django.db import models


class Address(models.Model):
    """Part of whoever has one."""

    address1 = models.CharField(max_length=200)
    address2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100)
    state = models.CharField(max_length=2)
    zip_code = models.CharField(max_length=5)
    zip_plus_four_code = models.CharField(max_length=4, blank=True)

    class Meta:
        abstract = True


class Patient(Address):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    external_id = models.CharField(max_length=100, unique=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, db_index=True)
    date_of_birth = models.DateField()
    gender = models.CharField(max_length=20)
    email = models.EmailField(blank=True)


class PhoneNumber(models.Model):
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="phone_numbers")
    number = models.CharField(max_length=20)
    type = models.CharField(max_length=20)


class Provider(Address):
    """Who bills or renders. One of an NPI is kept once."""

    npi = models.CharField(max_length=10, unique=True)
    tax_id = models.CharField(max_length=9, blank=True)
    organization_name = models.CharField(max_length=200, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)


class Encounter(models.Model):
    encounter_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    external_id = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)
    date_of_service = models.DateField(db_index=True)
    billable_status = models.CharField(max_length=20)
    responsible_party = models.CharField(max_length=20)
    patient_authorized_release = models.BooleanField()
    benefits_assigned_to_provider = models.BooleanField()
    provider_accepts_assignment = models.BooleanField()
    place_of_service_code = models.CharField(max_length=2)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="encounters")
    billing_provider = models.ForeignKey(Provider, models.PROTECT, related_name="billed")
    rendering_provider = models.ForeignKey(Provider, models.PROTECT, related_name="rendered")


class Subscriber(models.Model):
    encounter = models.OneToOneField(Encounter, models.CASCADE, related_name="subscriber_primary")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    gender = models.CharField(max_length=20)
    patient_relationship_to_subscriber_code = models.CharField(max_length=2)
    member_id = models.CharField(max_length=50)
    payer_name = models.CharField(max_length=100)
    payer_id = models.CharField(max_length=20)


class Diagnosis(models.Model):
    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="diagnoses")
    code_type = models.CharField(max_length=10)
    code = models.CharField(max_length=10)


class ServiceLine(models.Model):
    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="service_lines")
    procedure_code = models.CharField(max_length=10)
    modifiers = models.JSONField(default=list)
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    units = models.CharField(max_length=2)
    charge_amount_cents = models.IntegerField()
    diagnosis_pointers = models.JSONField(default=list)
