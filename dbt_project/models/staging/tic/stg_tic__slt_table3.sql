-- macros/staging/slt_cells.sql: SLT Tables 1 and 3 are laid out alike.
{{
    slt_cells('tic_slt_table3', 'slt_table3', [
        ('for_treas_pos', 'total', 'position'),
        ('for_treas_net', 'total', 'net_purchases'),
        ('for_lt_treas_pos', 'long_term', 'position'),
        ('for_lt_treas_net', 'long_term', 'net_purchases'),
        ('for_lt_treas_valchg', 'long_term', 'valuation_change'),
        ('for_st_treas_pos', 'short_term', 'position'),
        ('for_st_treas_net', 'short_term', 'net_purchases'),
    ], dimension='instrument')
}}
