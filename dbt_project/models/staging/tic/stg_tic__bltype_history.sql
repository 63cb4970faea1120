{{
    named_cells('tic_bltype_history', 'bltype_history', [
        'holder_code', 'instrument',
    ], [
        ('[5]', '99990', 'short_term'),
        ('[10]', 'FORBANK', 'short_term'),
        ('[15]', 'OTHFORGN', 'short_term'),
        ('[20]', '79995', 'short_term'),
        ('[41]', '99996', 'short_term'),
    ], only_named=true)
}}
