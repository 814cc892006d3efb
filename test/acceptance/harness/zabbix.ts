import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.ts';
import type { Lab } from './lab.ts';
import { waitFor } from './wait-for.ts';
import { ZabbixApi } from './zabbix-api.ts';
import { startZabbixDatabase } from './zabbix-database.ts';
import { startZabbixFrontend } from './zabbix-frontend.ts';

const run = promisify(execFile);

/** The account that a new Zabbix has. */
export const ZABBIX_ADMIN = { user: 'Admin', password: 'zabbix' };

/** A real Zabbix with an empty database: server, frontend and PostgreSQL. */
export interface Zabbix {
  readonly frontend: string;
  readonly api: ZabbixApi;
  /** Sends a value, as a host does. */
  send(host: string, key: string, value: string): Promise<void>;
}

/** Starts a Zabbix that takes over a changed configuration within a second. */
export async function startZabbix(lab: Lab): Promise<Zabbix> {
  const server = await freePort();
  const database = await startZabbixDatabase(lab);
  const file = await lab.writeFile('zabbix-server.conf', serverSettings(lab, { server, database }));
  lab.run('zabbix-server', 'zabbix_server', ['-f', '-c', file]);
  const frontend = await startZabbixFrontend(lab, { server, database });
  const api = new ZabbixApi(frontend);
  await waitFor(
    'the API of Zabbix',
    () => api.signIn(ZABBIX_ADMIN.user, ZABBIX_ADMIN.password),
    () => true,
  );
  await waitFor(
    'the Zabbix server',
    () => reach(server),
    () => true,
  );
  const target = ['-z', '127.0.0.1', '-p', `${server}`];
  return {
    frontend,
    api,
    async send(host, key, value) {
      await run('zabbix_sender', [...target, '-s', host, '-k', key, '-o', value]);
    },
  };
}

function serverSettings(lab: Lab, ports: { readonly server: number; readonly database: number }): string {
  const settings = {
    ListenIP: '127.0.0.1',
    ListenPort: ports.server,
    LogType: 'console',
    PidFile: `${lab.directory}/zabbix-server.pid`,
    SocketDir: lab.directory,
    DBHost: '127.0.0.1',
    DBPort: ports.database,
    DBName: 'zabbix',
    DBUser: 'zabbix',
    AllowRoot: 1,
    CacheUpdateFrequency: 1,
    ServiceManagerSyncFrequency: 1,
    StartPollers: 1,
    StartPollersUnreachable: 1,
    StartPingers: 0,
    StartDiscoverers: 0,
    StartHTTPPollers: 0,
    AlertScriptsPath: lab.directory,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
