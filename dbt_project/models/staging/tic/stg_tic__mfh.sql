{{ holder_grid('tic_mfh', 'mfh') }}
