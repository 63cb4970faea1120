{{
    named_cells('tic_slt3d_globl', 'slt3d_globl', ['instrument'], [
        ('total', 'total'),
        ('long_term', 'long_term'),
        ('short_term', 'short_term'),
    ])
}}
