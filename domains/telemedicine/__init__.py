"""Telemedicine: a transcript becomes roles, topics and a draft in which every sentence has its source."""
