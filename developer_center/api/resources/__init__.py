"""One module a resource: its operations, what they take and how rows look on the wire.

A module that is put here is found by itself (developer_center.api.urls).
"""
