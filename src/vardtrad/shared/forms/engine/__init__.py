"""The form engine: reads forms, judges answers, gives both back. Pure Python: no Django, no database, no clock.

``importing.read_form`` makes a Form of a Questionnaire and accounts for every element of it; ``judging.judge`` says
what is wrong with a QuestionnaireResponse; ``exporting`` gives back what was read, unchanged. The rules are those of
FHIR R4 (Questionnaire, QuestionnaireResponse) and of HL7's Structured Data Capture, in so far as ``elements`` and
``extensions`` say that they are carried out.
"""
