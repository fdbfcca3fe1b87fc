"""Back-up of an installation into one file, and an installation made from one."""
