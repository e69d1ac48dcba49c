#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every Designate service (api, central, worker, producer, mdns) in one process.

Nothing of Designate is replaced: the five Service classes that the packaged daemons
start are started here, side by side, and talk over oslo.messaging's own in-memory
driver (transport_url = fake://), so that no message broker is needed.
Usage: designate_all.py POOLS_YAML --config-file designate.conf
"""
import sys

import designate.cmd.api  # noqa: F401  (monkey patches eventlet, registers options)

import eventlet
from oslo_log import log as logging
from oslo_messaging import server as messaging_server
from oslo_service import service as oslo_service
import sqlalchemy.engine
import sqlalchemy.event

from designate import service, utils
import designate.conf
from designate.api import service as api
from designate.central import service as central
from designate.manage import pool
from designate.mdns import service as mdns
from designate.producer import service as producer
from designate.worker import service as worker

CONF = designate.conf.CONF


@sqlalchemy.event.listens_for(sqlalchemy.engine.Engine, 'connect')
def keep_foreign_keys(connection, _):
    """As every other database does. Without it the record of a PTR that was unset stays for
    ever, and the next unset finds two of that id, which Designate takes for none."""
    connection.execute('pragma foreign_keys=ON')


def main():
    pools_yaml = sys.argv.pop(1)
    for group in ('api', 'central', 'worker', 'producer', 'mdns'):
        CONF.import_opt('workers', 'designate.' + group, group='service:' + group)
    utils.read_config('designate', sys.argv)
    logging.setup(CONF, 'designate')

    launcher = oslo_service.ServiceLauncher(CONF, restart_method='mutate')
    # One request at a time in central, the only writer: SQLite waits for its lock without
    # letting the other green threads run, so two writers in one process would block each
    # other until "database is locked".
    CONF.register_opts(messaging_server._pool_opts)
    CONF.set_override('executor_thread_pool_size', 1)
    launcher.launch_service(central.Service())

    def load_pool():
        commands = pool.PoolCommands()
        commands.update(file=pools_yaml, delete=False)

    eventlet.spawn(load_pool).wait()  # goes through central, which therefore has started
    CONF.clear_override('executor_thread_pool_size')
    for module in (worker, producer, mdns, api):
        launcher.launch_service(module.Service())
    service._launcher = launcher
    service.wait()


main()
