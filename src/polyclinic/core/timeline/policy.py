"""Who may read a patient's timeline: whoever may read the patient. Entries come with the changes that they tell of."""

READ = "patients:read"
