# A file includes only its own layer and the layers before it.
exec "$source/tools/check-layers"
