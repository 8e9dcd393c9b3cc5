"""From FHIR R4 to the plain record: what a hospital system holds is mapped, and each step of it is told."""
