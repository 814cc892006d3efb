import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.ts';
import type { Lab } from './lab.ts';
import { waitFor } from './wait-for.ts';
import { SCHEMA } from './zabbix-packages.ts';

const run = promisify(execFile);
const VERSIONS = '/usr/lib/postgresql';
/** What only the templates of a new Zabbix have: 19 of 20 lines, and nothing that a test needs. */
const OF_TEMPLATES =
  '(items?|triggers?|functions|graphs(_items)?|hostmacro|host_discovery|group_prototype|lld|valuemap|widget|dashboard)(_[a-z_]+)?';

/** Starts a PostgreSQL with the database of a new Zabbix, and answers its port. It forgets everything at a power loss. */
export async function startZabbixDatabase(lab: Lab): Promise<number> {
  const port = await freePort();
  const data = await ownedByPostgres(lab);
  const [init, ...initArgs] = asPostgres('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8');
  await run(init, [...initArgs, '--no-locale', '-N']);
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: data,
    fsync: 'off',
    synchronous_commit: 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [postgres, ...args] = asPostgres('postgres', '-D', data, ...options);
  lab.run('postgres', postgres, args);
  const psql = (...more: string[]) => run('psql', ['-qh', '127.0.0.1', '-p', `${port}`, ...more]);
  await waitFor(
    'PostgreSQL',
    () => psql('-U', 'postgres', '-c', 'select 1'),
    () => true,
  );
  await psql('-U', 'postgres', '-c', 'create role zabbix login', '-c', 'create database zabbix owner zabbix');
  await run('bash', ['-o', 'pipefail', '-c', loadCommand(port)], { maxBuffer: 64 * 1_024 * 1_024 });
  return port;
}

function loadCommand(port: number): string {
  const sql = `for f in schema images data; do zcat ${SCHEMA}/$f.sql.gz; done`;
  const needed = `awk '/^INSERT INTO / { skip = /^INSERT INTO ${OF_TEMPLATES} / } /^(COMMIT|START)/ { skip = 0 } !skip'`;
  return `{ ${sql}; } | ${needed} | psql -qh 127.0.0.1 -p ${port} -U zabbix -d zabbix -v ON_ERROR_STOP=1`;
}

/** PostgreSQL refuses to run as root, and then it must reach its directory. */
async function ownedByPostgres(lab: Lab): Promise<string> {
  const data = join(lab.directory, 'postgres');
  await mkdir(data);
  if (process.getuid?.() !== 0) return data;
  await chmod(lab.directory, 0o755);
  const { stdout } = await run('id', ['-u', 'postgres']);
  await chown(data, Number(stdout), -1);
  return data;
}

/** The command line of a program of PostgreSQL, which signals reach. */
function asPostgres(program: string, ...args: readonly string[]): [string, ...string[]] {
  const newest = readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new Error(`there is no PostgreSQL in ${VERSIONS}`);
  const command = join(VERSIONS, newest, 'bin', program);
  if (process.getuid?.() !== 0) return [command, ...args];
  return ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups', command, ...args];
}
