"""Signal in, embedding and tokens out."""
