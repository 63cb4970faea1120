-- macros/staging/slt_cells.sql: SLT Tables 1 and 3 are laid out alike.
{{
    slt_cells('tic_slt_table1', 'slt_table1', [
        ('for_lt_total_pos', 'total_securities', 'position'),
        ('for_lt_total_net', 'total_securities', 'net_purchases'),
        ('for_lt_total_valchg', 'total_securities', 'valuation_change'),
        ('for_lt_treas_pos', 'treasury', 'position'),
        ('for_lt_treas_net', 'treasury', 'net_purchases'),
        ('for_lt_treas_valchg', 'treasury', 'valuation_change'),
        ('for_lt_agcy_pos', 'agency', 'position'),
        ('for_lt_agcy_net', 'agency', 'net_purchases'),
        ('for_lt_agcy_valchg', 'agency', 'valuation_change'),
        ('for_lt_corp_pos', 'corporate_bond', 'position'),
        ('for_lt_corp_net', 'corporate_bond', 'net_purchases'),
        ('for_lt_corp_valchg', 'corporate_bond', 'valuation_change'),
        ('for_lt_eqty_pos', 'equity', 'position'),
        ('for_lt_eqty_net', 'equity', 'net_purchases'),
        ('for_lt_eqty_valchg', 'equity', 'valuation_change'),
    ], dimension='security_type')
}}
