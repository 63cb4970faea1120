-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('tic_shlhistdat', 'shlhistdat', ['security_type', 'instrument'], [
        ('total', 'total_securities', 'total'),
        ('long_term', 'total_securities', 'long_term'),
        ('equity', 'equity', 'long_term'),
        ('long_term_debt', 'debt', 'long_term'),
        ('long_term_treasury', 'treasury', 'long_term'),
        ('long_term_agency', 'agency', 'long_term'),
        ('long_term_corporate', 'corporate_bond', 'long_term'),
        ('short_term_debt', 'debt', 'short_term'),
        ('short_term_treasury', 'treasury', 'short_term'),
        ('short_term_agency', 'agency', 'short_term'),
        ('short_term_corporate', 'corporate_bond', 'short_term'),
    ], extra=["cells.cell_text = '*' as is_below_half_a_million"])
}}
