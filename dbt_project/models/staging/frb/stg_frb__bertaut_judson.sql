-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('frb_bertaut_judson_positions', 'bertaut_judson', [
        'security_type', 'measure',
    ], [
        ('ftot_agcy_survey_pos', 'agency', 'survey_position'),
        ('ftot_agcy_adj_net_flow', 'agency', 'net_purchases'),
        ('ftot_agcy_adj_val_chg', 'agency', 'valuation_change'),
        ('ftot_agcy_monthly_gap', 'agency', 'other_change'),
        ('ftot_agcy_est_pos', 'agency', 'position'),
        ('ftot_corp_survey_pos', 'corporate_bond', 'survey_position'),
        ('ftot_corp_adj_net_flow', 'corporate_bond', 'net_purchases'),
        ('ftot_corp_adj_val_chg', 'corporate_bond', 'valuation_change'),
        ('ftot_corp_monthly_gap', 'corporate_bond', 'other_change'),
        ('ftot_corp_est_pos', 'corporate_bond', 'position'),
        ('ftot_stk_survey_pos', 'equity', 'survey_position'),
        ('ftot_stk_adj_net_flow', 'equity', 'net_purchases'),
        ('ftot_stk_adj_val_chg', 'equity', 'valuation_change'),
        ('ftot_stk_monthly_gap', 'equity', 'other_change'),
        ('ftot_stk_est_pos', 'equity', 'position'),
        ('ftot_treas_survey_pos', 'treasury', 'survey_position'),
        ('ftot_treas_adj_net_flow', 'treasury', 'net_purchases'),
        ('ftot_treas_adj_val_chg', 'treasury', 'valuation_change'),
        ('ftot_treas_monthly_gap', 'treasury', 'other_change'),
        ('ftot_treas_est_pos', 'treasury', 'position'),
    ], figure='value_usd_mn', extra=["'long_term' as instrument"])
}}
