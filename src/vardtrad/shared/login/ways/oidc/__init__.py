"""OpenID Connect as the relying party: metadata and keys of a provider, the request, the answer and its tokens."""
