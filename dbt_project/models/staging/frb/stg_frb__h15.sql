-- macros/staging/daily_yields.sql: four publishers' yields are staged alike.
{{ daily_yields('fed_h15') }}
