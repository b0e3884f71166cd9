"""Where the loop runs: this process, several of them under torch's DDP, or Ray Train."""
