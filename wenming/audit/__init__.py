"""The append-only trail of every act that matters. Write with `wenming.audit.trail.record`."""
