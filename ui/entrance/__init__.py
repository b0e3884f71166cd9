"""The pages before the pages: sign-in, first start, and the two health answers. Plain HTML, no script."""
