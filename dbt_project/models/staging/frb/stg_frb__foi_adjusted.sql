-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('frb_foi_adjusted', 'foi_adjusted', [
        'security_type', 'measure',
    ], [
        ('foi_agcy_survey_pos', 'agency', 'survey_position'),
        ('foi_agcy_adj_net_flow', 'agency', 'net_purchases'),
        ('foi_agcy_adj_val_chg', 'agency', 'valuation_change'),
        ('foi_agcy_monthly_gap', 'agency', 'other_change'),
        ('foi_agcy_est_pos', 'agency', 'position'),
        ('foi_corp_survey_pos', 'corporate_bond', 'survey_position'),
        ('foi_corp_adj_net_flow', 'corporate_bond', 'net_purchases'),
        ('foi_corp_adj_val_chg', 'corporate_bond', 'valuation_change'),
        ('foi_corp_monthly_gap', 'corporate_bond', 'other_change'),
        ('foi_corp_est_pos', 'corporate_bond', 'position'),
        ('foi_stk_survey_pos', 'equity', 'survey_position'),
        ('foi_stk_adj_net_flow', 'equity', 'net_purchases'),
        ('foi_stk_adj_val_chg', 'equity', 'valuation_change'),
        ('foi_stk_monthly_gap', 'equity', 'other_change'),
        ('foi_stk_est_pos', 'equity', 'position'),
        ('foi_treas_survey_pos', 'treasury', 'survey_position'),
        ('foi_treas_adj_net_flow', 'treasury', 'net_purchases'),
        ('foi_treas_adj_val_chg', 'treasury', 'valuation_change'),
        ('foi_treas_monthly_gap', 'treasury', 'other_change'),
        ('foi_treas_est_pos', 'treasury', 'position'),
    ], figure='value_usd_mn', holder="'" ~ var('foreign_official') ~ "'",
    extra=[
        "'long_term' as instrument",
    ])
}}
