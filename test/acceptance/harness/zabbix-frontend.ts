import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import type { Lab } from './lab.ts';
import { FRONTEND } from './zabbix-packages.ts';

const SETTINGS = {
  memory_limit: '256M',
  max_execution_time: '300',
  max_input_time: '300',
  post_max_size: '16M',
  'date.timezone': 'UTC',
};

/** Starts Zabbix's frontend, for its API, and answers its address. */
export async function startZabbixFrontend(lab: Lab, ports: ZabbixPorts): Promise<string> {
  const folder = join(lab.directory, 'frontend');
  await cp(FRONTEND, folder, { recursive: true, verbatimSymlinks: true });
  const settings = join(folder, 'conf/zabbix.conf.php');
  await writeFile(settings, frontendSettings(ports));
  await useSettings(join(folder, 'include/classes/core/CConfigFile.php'), settings);
  const address = `127.0.0.1:${await freePort()}`;
  const options = Object.entries(SETTINGS).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
  lab.run('php', 'php', [...options, '-S', address, '-t', folder]);
  return `http://${address}`;
}

/** Where the parts of a Zabbix listen. */
export interface ZabbixPorts {
  readonly database: number;
  readonly server: number;
}

/** Debian's frontend looks for its settings in one place of the system only. */
async function useSettings(configFile: string, settings: string): Promise<void> {
  const php = await readFile(configFile, 'utf8');
  const changed = php.replace(/'[^']*\/zabbix\.conf\.php'/, `'${settings}'`);
  if (changed === php) throw new Error(`${configFile} does not name its settings any more`);
  await writeFile(configFile, changed);
}

function frontendSettings({ database, server }: ZabbixPorts): string {
  return `<?php
$DB = ['TYPE' => 'POSTGRESQL', 'SERVER' => '127.0.0.1', 'PORT' => '${database}', 'DATABASE' => 'zabbix',
  'USER' => 'zabbix', 'PASSWORD' => '', 'SCHEMA' => '', 'ENCRYPTION' => false, 'VERIFY_HOST' => false,
  'KEY_FILE' => '', 'CERT_FILE' => '', 'CA_FILE' => '', 'CIPHER_LIST' => '',
  'VAULT_URL' => '', 'VAULT_DB_PATH' => '', 'VAULT_TOKEN' => '', 'DOUBLE_IEEE754' => true];
$ZBX_SERVER = '127.0.0.1';
$ZBX_SERVER_PORT = '${server}';
$ZBX_SERVER_NAME = 'lab';
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
`;
}
