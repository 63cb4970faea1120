"""Turn bytes into cells. Pure: no network, no database, no clock."""
