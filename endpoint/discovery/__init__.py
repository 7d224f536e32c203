"""What crawlers and catalogues read: VoID, DCAT, downloads, site map."""
