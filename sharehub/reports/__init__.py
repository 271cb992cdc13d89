"""Documents made from a release: pages for treatment services, reports to courts and hearings, of change."""
