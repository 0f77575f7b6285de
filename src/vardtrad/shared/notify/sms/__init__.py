"""Text messages: the gateways that take them, by SMPP 3.4, by HTTP, or a folder for the demo."""
