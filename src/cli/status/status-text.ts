import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { lasting } from '../lasting.ts';
import { safeText } from '../text-table.ts';
import { labelled } from '../wrap-text.ts';

const destinationSchema = z.object({
  name: z.string(),
  state: z.enum(['healthy', 'paused', 'probing']),
  waiting: z.number(),
  words: z.string(),
});

/** Answer of the admin API to a request for the status, as far as it is shown. Times are epoch ms. */
export const statusSchema = z.object({
  version: z.string(),
  uptimeSeconds: z.number(),
  readySeconds: z.number().nullable(),
  timezone: z.string(),
  now: z.number(),
  configHash: z.string(),
  ready: z.boolean(),
  notReady: z.array(z.string()),
  outbox: z.object({
    pending: z.number(),
    lanes: z.number(),
    capacity: z.number(),
    oldestPendingAt: z.union([z.number(), z.literal('unreadable')]).nullable(),
  }),
  disk: z.object({
    pendingBytes: z.number(),
    maxBytes: z.number(),
    freeBytes: z.number().nullable(),
    droppedParts: z.number(),
  }),
  destinations: z.array(destinationSchema),
  alarms: z.object({ firing: z.number() }),
  incidents: z.record(z.string(), z.number()),
  incidentsAwaitingDecision: z.record(z.string(), z.number()),
  deadLetters: z.object({ letters: z.number(), bytes: z.number(), maxBytes: z.number() }),
  lost: z.object({ entries: z.number(), deadLetters: z.number(), files: z.number() }),
  sources: z.array(z.object({ name: z.string(), type: z.string(), lastHeardAt: z.number().nullable() })),
});

/** The status as the admin API answers it. */
export type Status = z.output<typeof statusSchema>;

/** True when nobody has to look: the agent takes alerts, and COC takes what it sends. */
export function isFine({ ready, destinations }: Pick<Status, 'ready' | 'destinations'>): boolean {
  return ready && destinations.every(({ state }) => state === 'healthy');
}

const LABEL_WIDTH = 14;
const LONGEST_LABEL = 24;

/** The status as one screen. Without a width of the terminal no line is wrapped. */
export function describeStatus(status: Status, columns: number | undefined): string {
  const { destinations, sources } = status;
  const line = (label: string, text: string) =>
    labelled(label, safeText(text), { labelWidth: LABEL_WIDTH, columns });
  const names = [...destinations, ...sources].map(({ name }) => name.length + 2);
  const labelWidth = Math.min(LONGEST_LABEL, Math.max(LABEL_WIDTH, ...names));
  const named = (name: string, text: string) => labelled(`${name} `, safeText(text), { labelWidth, columns });
  return `${[
    line('agent', agentWords(status)),
    line('waiting', waitingWordsOf(status)),
    line('alarms', `${status.alarms.firing} firing`),
    line('incidents', incidentWords(status)),
    line('dead letters', deadLetterWords(status.deadLetters)),
    line('lost', lostWords(status.lost)),
    line('disk', diskWords(status.disk)),
    '',
    'DESTINATIONS',
    ...(destinations.length === 0 ? ['nothing was sent since the start'] : []),
    ...destinations.map(({ name, state, waiting, words }) =>
      named(
        name,
        [STATES[state], ...(waiting > 0 ? [`${waiting} waiting`] : []), words].filter(Boolean).join('; '),
      ),
    ),
    '',
    'SOURCES',
    ...sources.map(({ name, type, lastHeardAt }) =>
      named(name, `${type}; ${heardWords(lastHeardAt, status)}`),
    ),
    '',
    `Times in ${status.timezone}.`,
  ].join('\n')}\n`;
}

const STATES: Readonly<Record<Status['destinations'][number]['state'], string>> = {
  healthy: 'works',
  paused: 'paused',
  probing: 'paused',
};

function agentWords({ version, ready, notReady, readySeconds, uptimeSeconds, configHash }: Status): string {
  const state = ready
    ? `ready for ${lasting((readySeconds ?? 0) * 1_000)}`
    : `NOT READY: ${notReady.join('; ')}`;
  return `${version}, ${state}; up for ${lasting(uptimeSeconds * 1_000)}; configuration ${configHash}`;
}

function waitingWordsOf({ outbox, timezone, now }: Status): string {
  const { pending, lanes, capacity, oldestPendingAt } = outbox;
  if (pending === 0) return 'nothing';
  const oldest =
    typeof oldestPendingAt === 'number'
      ? `the oldest since ${localTimeIn(timezone, oldestPendingAt)}, for ${lasting(now - oldestPendingAt)}`
      : 'the oldest cannot be read from the disk';
  return `${pending} for ${lanes} alarms or incidents, room for ${capacity}; ${oldest}`;
}

function incidentWords({ incidents, incidentsAwaitingDecision }: Status): string {
  const of = (...states: readonly string[]) =>
    states.reduce((sum, state) => sum + (incidents[state] ?? 0), 0);
  const awaiting = Object.values(incidentsAwaitingDecision).reduce((sum, count) => sum + count, 0);
  const open = `${of('opened', 'accepted', 'resolved')} open, ${of('requested', 'undecided')} requested`;
  return awaiting === 0 ? open : `${open}; ${awaiting} wait for your decision: incidents list`;
}

function deadLetterWords({ letters: kept, bytes, maxBytes }: Status['deadLetters']): string {
  return kept === 0 ? 'none' : `${kept}; ${Math.round((bytes / maxBytes) * 100)} % of their storage used`;
}

function lostWords({ entries, deadLetters, files }: Status['lost']): string {
  const lost = [
    ...(entries > 0 ? [`${entries} entries whose record is damaged`] : []),
    ...(deadLetters > 0 ? [`${deadLetters} unreadable alerts without room for a dead letter`] : []),
    ...(files > 0 ? [`${files} missing files: see the log`] : []),
  ];
  return lost.length === 0 ? 'nothing since the start' : lost.join('; ');
}

const MEBIBYTE = 2 ** 20;

function diskWords({ pendingBytes, maxBytes, freeBytes, droppedParts }: Status['disk']): string {
  return [
    `${mebibytes(pendingBytes)} of ${mebibytes(maxBytes)} used by what waits`,
    ...(freeBytes === null ? [] : [`${mebibytes(freeBytes)} are free`]),
    ...(droppedParts === 0 ? [] : [`${droppedParts} parts of the history were dropped for lack of room`]),
  ].join('; ');
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / MEBIBYTE)} MiB`;
}

function heardWords(at: number | null, { timezone, now }: Status): string {
  if (at === null) return 'not heard yet';
  return `last heard at ${localTimeIn(timezone, at)}, ${lasting(now - at)} ago`;
}
