-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('frb_bertaut_judson_coverage', 'bertaut_judson_coverage', [
        'security_type',
    ], [
        ('ftot_agcy_covg_chg', 'agency'),
        ('ftot_corp_covg_chg', 'corporate_bond'),
        ('ftot_stk_covg_chg', 'equity'),
        ('ftot_treas_covg_chg', 'treasury'),
    ], figure='coverage_change_usd_mn', extra=["'long_term' as instrument"])
}}
