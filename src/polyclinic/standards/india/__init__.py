"""India's own codes: places of the Local Government Directory, and the lists of the Health Facility Registry."""
