"""Who is the doctor, who the patient and who somebody else, told from what they say."""
