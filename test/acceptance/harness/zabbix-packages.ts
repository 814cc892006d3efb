import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type DebianPackage, ensureDebianPackages } from './debian-packages.ts';

/** Where Debian puts the frontend, and the database of a new server. */
export const FRONTEND = '/usr/share/zabbix';
export const SCHEMA = '/usr/share/zabbix-server-pgsql';

/** Zabbix with PostgreSQL, its frontend (for the API) and `zabbix_sender`. */
export function ensureZabbix(): void {
  ensureDebianPackages([
    { name: 'postgresql', commands: ['pg_createcluster', 'psql'] },
    { name: 'zabbix-server-pgsql', commands: ['zabbix_server', 'zabbix_js'] },
    { name: 'zabbix-agent', commands: ['zabbix_sender'] },
    { name: 'php-cli', commands: ['php'] },
    whenMissing('zabbix-frontend-php', existsSync(`${FRONTEND}/api_jsonrpc.php`)),
    whenMissing('php-pgsql', hasPhpPostgres()),
  ]);
}

/** A package without a command in PATH. */
function whenMissing(name: string, there: boolean): DebianPackage {
  return { name, commands: there ? [] : [name] };
}

function hasPhpPostgres(): boolean {
  const { stdout } = spawnSync('php', ['-m'], { encoding: 'utf8' });
  return /^pgsql$/m.test(stdout ?? '');
}
