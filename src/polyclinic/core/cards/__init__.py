"""Insurance cards and what else tells of insurance: who pays is inferred from the words."""
