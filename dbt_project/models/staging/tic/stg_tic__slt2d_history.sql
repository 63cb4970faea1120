-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('tic_slt2d_history', 'slt2d_history', [
        'holder_code', 'security_type',
    ], [
        ('total', var('grand_total'), 'total_securities'),
        ('total_official', var('foreign_official'), 'total_securities'),
        ('total_private', var('foreign_non_official'), 'total_securities'),
        ('treasury', var('grand_total'), 'treasury'),
        ('treasury_official', var('foreign_official'), 'treasury'),
        ('treasury_private', var('foreign_non_official'), 'treasury'),
        ('agency', var('grand_total'), 'agency'),
        ('agency_official', var('foreign_official'), 'agency'),
        ('agency_private', var('foreign_non_official'), 'agency'),
        ('corporate_bond', var('grand_total'), 'corporate_bond'),
        ('corporate_bond_official', var('foreign_official'), 'corporate_bond'),
        (
            'corporate_bond_private',
            var('foreign_non_official'),
            'corporate_bond',
        ),
        ('equity', var('grand_total'), 'equity'),
        ('equity_official', var('foreign_official'), 'equity'),
        ('equity_private', var('foreign_non_official'), 'equity'),
    ], only_named=true)
}}
