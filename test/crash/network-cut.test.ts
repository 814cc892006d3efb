import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { test } from '../acceptance/harness/lab.ts';
import { waitFor } from '../acceptance/harness/wait-for.ts';
import { startDistantAgent } from './network/distant-agent.ts';
import { startDistantCoc } from './network/distant-coc.ts';
import { layCable } from './network/namespaces.ts';
import { report } from './simulation/budget.ts';

const NAMES = Array.from({ length: 5 }, (_, n) => `Down${n}`);
const CUT_MS = 40_000;
/** The kernel sends again 0.2 s, 0.6 s, 1.4 s, ... 25 s and 51 s after the first time. */
const SENT_AGAIN_MS = 60_000;

test(`incidents whose requests are lost in a cut of ${CUT_MS / 1_000} s are opened once each`, async ({
  lab,
}) => {
  const cable = await layCable();
  const coc = await startDistantCoc(lab, cable);
  const agent = await startDistantAgent(lab, cable, coc.url);
  await agent.send(NAMES);
  await waitFor('the alarms in COC', coc.alarms, (count) => count === NAMES.length);
  expect(await coc.titles()).toEqual([]);

  // The connections are made, and the requests get lost on the way.
  await cable.loseRequests();
  const ports = await waitFor(
    'the requests on their way',
    cable.unacknowledged,
    ({ length }) => length === NAMES.length,
  );
  const sentAt = performance.now();
  await cable.cut();
  const cutAt = performance.now();
  const given = { outcome: 'unknown', reason: 'timeout' };
  await agent.until('attempts_failed_total', given, (count) => count >= NAMES.length);
  const stillSent = (await cable.unacknowledged()).filter((port) => ports.includes(port));
  expect(stillSent, 'connections on which the kernel still sends an abandoned request').toEqual([]);
  expect(await coc.titles()).toEqual([]);
  await sleep(cutAt + CUT_MS - performance.now());
  await cable.mend();

  await agent.until('incidents', { state: 'opened' }, (count) => count === NAMES.length);
  await agent.until('outbox_entries', {}, (count) => count === 0);
  report(
    `a cut of ${CUT_MS} ms: all opened ${Math.round(performance.now() - sentAt)} ms after the requests were lost`,
  );
  await sleep(Math.max(0, sentAt + SENT_AGAIN_MS - performance.now()));
  expect((await coc.titles()).map((title) => title.split(' ')[0]).sort()).toEqual(NAMES);
  expect(await coc.creations()).toBe(NAMES.length);
});
