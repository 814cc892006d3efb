import { Pool } from 'undici';
import { encodeAlarm } from '../../../src/coc/encode-alarm.ts';
import type { EpisodeId } from '../../../src/outbox/events/entry.ts';
import { arrivalOf } from '../harness/alerts.ts';
import { serveTasks } from '../harness/child.ts';

/** A body as large as those of the agent. */
function alarmBody(): string {
  const { alert, routed } = arrivalOf(0, 1);
  if (routed.kind !== 'alarm') throw new Error('the template alert is filtered');
  const { alarm, route } = routed;
  const episode = 'mbench-1-0000' as EpisodeId;
  return JSON.stringify(encodeAlarm({ kind: 'report-alarm', alarm, alert, route, episode }));
}

const tasks = {
  /** Posts one alarm `count` times. Returns the time, ms, and the CPU time, us. */
  async run({ url, count, concurrency }: { url: string; count: number; concurrency: number }) {
    const pool = new Pool(url, { connections: concurrency });
    const body = alarmBody();
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const path = '/v1/event/huawei/custom/0123456789abcdef0123456789abcdef';
    let left = count;
    const one = async () => {
      while (left-- > 0) {
        const answer = await pool.request({ method: 'POST', path, headers, body });
        await answer.body.json();
      }
    };
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: concurrency }, one));
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    await pool.close();
    return { ms, cpuUs: user + system };
  },
};

/** A bare undici loop, with nothing but the calls. */
export type RawClient = typeof tasks;

serveTasks(tasks);
