{{
    named_cells('tic_slt2d_history', 'slt2d_history', [
        'holder_code', 'security_type',
    ], [
        ('total', '99996', 'total_securities'),
        ('total_official', '99990', 'total_securities'),
        ('total_private', '99991', 'total_securities'),
        ('treasury', '99996', 'treasury'),
        ('treasury_official', '99990', 'treasury'),
        ('treasury_private', '99991', 'treasury'),
        ('agency', '99996', 'agency'),
        ('agency_official', '99990', 'agency'),
        ('agency_private', '99991', 'agency'),
        ('corporate_bond', '99996', 'corporate_bond'),
        ('corporate_bond_official', '99990', 'corporate_bond'),
        ('corporate_bond_private', '99991', 'corporate_bond'),
        ('equity', '99996', 'equity'),
        ('equity_official', '99990', 'equity'),
        ('equity_private', '99991', 'equity'),
    ], only_named=true)
}}
