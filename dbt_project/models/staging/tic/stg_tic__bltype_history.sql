-- macros/staging/named_cells.sql: for files whose columns have names that
-- say what they hold.
{{
    named_cells('tic_bltype_history', 'bltype_history', [
        'holder_code', 'instrument',
    ], [
        ('[5]', var('foreign_official'), 'short_term'),
        ('[10]', 'FORBANK', 'short_term'),
        ('[15]', 'OTHFORGN', 'short_term'),
        ('[20]', var('organisations'), 'short_term'),
        ('[41]', var('grand_total'), 'short_term'),
    ], only_named=true)
}}
