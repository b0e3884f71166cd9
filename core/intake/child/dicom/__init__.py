"""DICOM: from a data set to stored values, and from those to what a viewer would show."""
