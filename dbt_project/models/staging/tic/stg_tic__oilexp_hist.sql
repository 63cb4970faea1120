{{
    named_cells('tic_oilexp_hist', 'oilexp_hist', ['instrument'], [
        ('holdings', 'total'),
    ], billions=true)
}}
