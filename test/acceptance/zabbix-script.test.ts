import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect } from 'vitest';
import { shippedMediaType, unresolvedParameters } from '../repo/kits/shipped-media-type.ts';
import { startEmulator } from './harness/emulator.ts';
import { type Lab, test } from './harness/lab.ts';
import { ensureZabbix } from './harness/zabbix-packages.ts';
import { startAgentForZabbix, ZABBIX_TOKEN, zabbixWebhook } from './harness/zabbix-set-up.ts';

const run = promisify(execFile);
const SEVERITY_OF_TEST = 'Info';

beforeAll(ensureZabbix, 900_000);

test("the script of the media type runs in Zabbix's own engine, and its test arrives as an alarm", async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const agent = await startAgentForZabbix(lab, coc.url);
  const url = zabbixWebhook(agent);

  expect(await runScript(lab, { url, token: ZABBIX_TOKEN })).toContain('{"tags":{"coc_');
  await coc.waitForAlarms(1);
  expect(await coc.alarms()).toMatchObject([{ alarmStatus: 'alarm', alarmLevel: SEVERITY_OF_TEST }]);
  await expect(runScript(lab, { url, token: 'wrong' })).rejects.toThrow('HTTP 401: unauthorized');
  await agent.kill();
  await expect(runScript(lab, { url, token: ZABBIX_TOKEN })).rejects.toThrow('coc-alarm-agent: ');
});

/** What the Test button does: every macro stays as it is, except what is typed in. */
async function runScript(lab: Lab, typedIn: object): Promise<string> {
  const script = await lab.writeFile('script.js', shippedMediaType.script);
  const input = await lab.writeFile('input.json', JSON.stringify({ ...unresolvedParameters, ...typedIn }));
  try {
    return (await run('zabbix_js', ['-s', script, '-i', input])).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`, { cause: error });
  }
}
