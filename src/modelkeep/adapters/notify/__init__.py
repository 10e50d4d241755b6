"""Where alerts are sent: signed webhooks, and what apprise reaches."""
