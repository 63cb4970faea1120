-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('tic_cslt', 'cslt', ['instrument', 'measure'], [
        ('for_treas_pos', 'total', 'position'),
        ('for_treas_net', 'total', 'net_purchases'),
        ('for_treas_valchg', 'total', 'valuation_change'),
        ('for_lt_treas_pos', 'long_term', 'position'),
        ('for_lt_treas_net', 'long_term', 'net_purchases'),
        ('for_lt_treas_valchg', 'long_term', 'valuation_change'),
        ('for_st_treas_pos', 'short_term', 'position'),
        ('for_st_treas_net', 'short_term', 'net_purchases'),
        ('for_st_treas_valchg', 'short_term', 'valuation_change'),
    ], figure='value_usd_mn', only_named=true)
}}
