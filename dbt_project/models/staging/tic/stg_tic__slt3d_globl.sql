-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('tic_slt3d_globl', 'slt3d_globl', ['instrument'], [
        ('total', 'total'),
        ('long_term', 'long_term'),
        ('short_term', 'short_term'),
    ])
}}
