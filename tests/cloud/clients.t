#!/bin/sh
# SPDX-License-Identifier: MIT
# The strict server against real clients; `make check-clients` unpacks them first.
here=$(dirname "$0")
exec /usr/bin/python3 -B "$here/check_clients.py" "$here/../../build/clients"
