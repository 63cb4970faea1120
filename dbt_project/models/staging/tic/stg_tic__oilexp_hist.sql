-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('tic_oilexp_hist', 'oilexp_hist', ['instrument'], [
        ('holdings', 'total'),
    ], billions=true)
}}
