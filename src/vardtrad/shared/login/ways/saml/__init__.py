"""SAML 2.0 in the manner of Sweden Connect (Deployment Profile for the Swedish eID Framework): we are the service."""
