"""The record: practices, people, schedules, documents, encounters. No web, no SQL, no wire formats."""
