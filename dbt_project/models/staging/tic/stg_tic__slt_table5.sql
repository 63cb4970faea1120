-- macros/staging/holder_grid.sql: three files are grids of names by months.
{{ holder_grid('tic_slt_table5', 'slt_table5') }}
