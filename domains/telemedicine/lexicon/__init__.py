"""Medical words as plain tables: drugs and other terms with how they sound, common words, findings, red flags."""
