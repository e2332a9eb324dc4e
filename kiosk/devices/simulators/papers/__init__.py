"""Papers a citizen might lay under the document camera, and how that camera would see them.

`people` invents who filled them in, `sheet` draws in millimetres, `forms` are the papers themselves,
`photograph` lays one on the tray and takes the picture.
"""
