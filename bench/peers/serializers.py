"""What the peer takes and gives: nested serializers, saved in one transaction."""

from typing import Any

from django.db import transaction
from rest_framework import serializers

from bench.peers.models import Diagnosis, Encounter, Patient, PhoneNumber, Provider, ServiceLine, Subscriber

_ADDRESS = ("address1", "address2", "city", "state", "zip_code", "zip_plus_four_code")


class AddressSerializer(serializers.Serializer):
    address1 = serializers.CharField(max_length=200)
    address2 = serializers.CharField(max_length=200, required=False, allow_blank=True)
    city = serializers.CharField(max_length=100)
    state = serializers.CharField(max_length=2)
    zip_code = serializers.CharField(max_length=5)
    zip_plus_four_code = serializers.CharField(max_length=4, required=False, allow_blank=True)


class PhoneNumberSerializer(serializers.ModelSerializer):
    class Meta:
        model = PhoneNumber
        fields = ("number", "type")


class PatientSerializer(serializers.ModelSerializer):
    external_id = serializers.CharField(max_length=100)  # not unique here: known patients come again
    address = AddressSerializer(source="*")
    phone_numbers = PhoneNumberSerializer(many=True)

    class Meta:
        model = Patient
        fields = (
            *("id", "external_id", "first_name", "last_name", "date_of_birth", "gender"),
            *("address", "phone_numbers", "email"),
        )


class BillingProviderSerializer(serializers.ModelSerializer):
    npi = serializers.CharField(max_length=10)
    address = AddressSerializer(source="*")

    class Meta:
        model = Provider
        fields = ("organization_name", "npi", "tax_id", "address")


class RenderingProviderSerializer(serializers.ModelSerializer):
    npi = serializers.CharField(max_length=10)

    class Meta:
        model = Provider
        fields = ("first_name", "last_name", "npi")


class InsuranceCardSerializer(serializers.Serializer):
    member_id = serializers.CharField(max_length=50)
    payer_name = serializers.CharField(max_length=100)
    payer_id = serializers.CharField(max_length=20)


class SubscriberSerializer(serializers.ModelSerializer):
    insurance_card = InsuranceCardSerializer(source="*")

    class Meta:
        model = Subscriber
        fields = ("first_name", "last_name", "gender", "patient_relationship_to_subscriber_code", "insurance_card")


class DiagnosisSerializer(serializers.ModelSerializer):
    class Meta:
        model = Diagnosis
        fields = ("id", "code_type", "code")


class ServiceLineSerializer(serializers.ModelSerializer):
    class Meta:
        model = ServiceLine
        fields = (
            *("id", "procedure_code", "modifiers", "quantity", "units"),
            *("charge_amount_cents", "diagnosis_pointers"),
        )


class EncounterSerializer(serializers.ModelSerializer):
    patient = PatientSerializer()
    subscriber_primary = SubscriberSerializer()
    billing_provider = BillingProviderSerializer()
    rendering_provider = RenderingProviderSerializer()
    diagnoses = DiagnosisSerializer(many=True)
    service_lines = ServiceLineSerializer(many=True)

    class Meta:
        model = Encounter
        fields = (
            *("encounter_id", "external_id", "created_at", "updated_at", "date_of_service", "billable_status"),
            *("responsible_party", "patient_authorized_release", "benefits_assigned_to_provider"),
            *("provider_accepts_assignment", "place_of_service_code", "patient", "subscriber_primary"),
            *("billing_provider", "rendering_provider", "diagnoses", "service_lines"),
        )

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> Encounter:
        patient = validated_data.pop("patient")
        subscriber = validated_data.pop("subscriber_primary")
        diagnoses = validated_data.pop("diagnoses")
        lines = validated_data.pop("service_lines")
        encounter: Encounter = Encounter.objects.create(
            patient=_patient(patient),
            billing_provider=_provider(validated_data.pop("billing_provider")),
            rendering_provider=_provider(validated_data.pop("rendering_provider")),
            **validated_data,
        )
        Subscriber.objects.create(encounter=encounter, **subscriber)
        Diagnosis.objects.bulk_create(Diagnosis(encounter=encounter, **each) for each in diagnoses)
        ServiceLine.objects.bulk_create(ServiceLine(encounter=encounter, **each) for each in lines)
        return encounter


def _patient(data: dict[str, Any]) -> Patient:
    """The patient with this external id, made if there is none, with these fields and phone numbers."""
    phones = data.pop("phone_numbers")
    patient: Patient
    patient, new = Patient.objects.update_or_create(external_id=data.pop("external_id"), defaults=data)
    held = [] if new else [{"number": phone.number, "type": phone.type} for phone in patient.phone_numbers.all()]
    if held != [dict(phone) for phone in phones]:
        patient.phone_numbers.all().delete()
        PhoneNumber.objects.bulk_create(PhoneNumber(patient=patient, **phone) for phone in phones)
    return patient


def _provider(data: dict[str, Any]) -> Provider:
    provider: Provider
    provider, _ = Provider.objects.get_or_create(npi=data.pop("npi"), defaults=data)
    return provider
