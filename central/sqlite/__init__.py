"""Django's SQLite backend over pysqlite3, because the SQLite of Debian 12 can corrupt a WAL database.

The WAL-reset bug is in every SQLite from 3.7.0 to 3.51.2; 3.51.3 (13 March 2026) has the fix. Django imports
the module `sqlite3` by name, so `base` lets Django's own backend import pysqlite3 under that name, once, and
puts the standard module back.
"""
