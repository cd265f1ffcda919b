"""One exchange from two sources: its Terraform and what runs, built on an emulator."""
