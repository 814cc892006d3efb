import { readFile } from 'node:fs/promises';
import { freePort } from '../../support/free-port.ts';
import type { Alertmanager, PostedAlert } from './alertmanager.ts';
import { callJson } from './json-call.ts';
import type { Lab } from './lab.ts';
import { waitFor } from './wait-for.ts';

const FOLDER = new URL('../../../config/alertmanager/', import.meta.url);
const SECRETS = '/etc/alertmanager/secrets/coc-alarm-agent';
const ADDRESS = /https?:\/\/coc-alarm-agent:9095\/webhooks\/alertmanager/;

/** A file of the kit for Alertmanager, as it is shipped. */
export function shippedText(file: string): Promise<string> {
  return readFile(new URL(file, FOLDER), 'utf8');
}

/**
 * Starts an Alertmanager with a file of the kit, in which nothing is changed but the address of the agent, the folder of
 * the secrets (the lab's) and how long groups wait.
 */
export async function startShippedAlertmanager(
  lab: Lab,
  file: string,
  webhookUrl: string,
): Promise<Pick<Alertmanager, 'post'>> {
  const shipped = await shippedText(file);
  for (const expected of [ADDRESS, SECRETS, 'group_wait: 30s', 'group_interval: 1m'])
    if (shipped.search(expected) < 0) throw new Error(`${file} has no ${expected} any more`);
  const config = shipped
    .replace(ADDRESS, webhookUrl)
    .replaceAll(SECRETS, lab.directory)
    .replaceAll('group_wait: 30s', 'group_wait: 100ms')
    .replaceAll('group_interval: 1m', 'group_interval: 1s');
  const address = `127.0.0.1:${await freePort()}`;
  lab.run('alertmanager', 'prometheus-alertmanager', [
    `--config.file=${await lab.writeFile('shipped-alertmanager.yml', config)}`,
    `--storage.path=${await lab.makeDirectory('shipped-alertmanager')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ]);
  const url = `http://${address}/api/v2/alerts`;
  await waitFor(
    'Alertmanager',
    () => callJson<readonly PostedAlert[]>(url),
    () => true,
  );
  return { post: (body) => callJson(url, { body }) };
}
