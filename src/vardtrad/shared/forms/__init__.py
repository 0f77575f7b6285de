"""Forms: questions in the shape of a FHIR R4 Questionnaire, answers as a QuestionnaireResponse (B-18)."""
