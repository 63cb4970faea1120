{{ holder_grid('tic_slt_table5', 'slt_table5') }}
