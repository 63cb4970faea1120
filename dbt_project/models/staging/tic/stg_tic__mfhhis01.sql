{{ holder_grid('tic_mfhhis01', 'mfhhis01') }}
