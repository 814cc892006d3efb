import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { lasting } from '../lasting.ts';
import { displayWidth, padToWidth } from '../terminal/display-width.ts';
import { hanging } from '../terminal/hanging.ts';
import { paint, type Tone } from '../terminal/paint.ts';
import { safeCell } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

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
  /** Agents of an older version leave it out. */
  uncovered: z.record(z.string(), z.number()).default({}),
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

/** Words in the text of a row that ask for attention. */
interface Mark {
  readonly words: string;
  readonly tone: Tone;
}

/** Row of the status: a label, and a text that is broken beside it on a narrow terminal. */
interface Row {
  readonly label: string;
  readonly text: string;
  readonly mark?: Mark | undefined;
}

/** The status as one screen in the width of the terminal. */
export function describeStatus(status: Status, terminal: Terminal): string {
  const destinations = status.destinations.map(destinationRow);
  const sources = status.sources.map(({ name, type, lastHeardAt }) => ({
    label: name,
    text: `${type}; ${heardWords(lastHeardAt, status)}`,
  }));
  const widths = [...destinations, ...sources].map(({ label }) => displayWidth(safeCell(label)) + 2);
  const width = Math.min(LONGEST_LABEL, Math.max(LABEL_WIDTH, ...widths));
  const heading = (text: string) => paint(text, 'heading', terminal.color);
  return `${[
    ...factRows(status).map((row) => describeRow(row, LABEL_WIDTH, terminal)),
    '',
    heading('DESTINATIONS'),
    ...(destinations.length === 0 ? ['nothing was sent since the start'] : []),
    ...destinations.map((row) => describeRow(row, width, terminal)),
    '',
    heading('SOURCES'),
    ...sources.map((row) => describeRow(row, width, terminal)),
    '',
    `Times in ${status.timezone}.`,
  ].join('\n')}\n`;
}

function factRows(status: Status): readonly Row[] {
  const { alarms, deadLetters, disk, incidentsAwaitingDecision, lost } = status;
  const decisions = decisionWords(incidentsAwaitingDecision);
  const losses = lostWords(lost);
  return [
    { label: 'agent', text: agentWords(status), mark: { words: NOT_READY, tone: 'alarm' } },
    { label: 'waiting', text: waitingWordsOf(status) },
    { label: 'alarms', text: `${alarms.firing} firing` },
    {
      label: 'incidents',
      text: [incidentWords(status), ...decisions].join('; '),
      mark: { words: decisions.join(), tone: 'alarm' },
    },
    { label: 'uncovered', text: uncoveredWords(status) },
    { label: 'dead letters', text: deadLetterWords(deadLetters) },
    {
      label: 'lost',
      text: losses.join('; ') || 'nothing since the start',
      mark: { words: losses.join('; '), tone: 'alarm' },
    },
    { label: 'disk', text: diskWords(disk) },
  ];
}

function destinationRow({ name, state, waiting, words }: Status['destinations'][number]): Row {
  const parts = [STATES[state], ...(waiting > 0 ? [`${waiting} waiting`] : []), words];
  const text = parts.filter((part) => part !== '').join('; ');
  return { label: name, text, mark: state === 'healthy' ? undefined : { words: PAUSED, tone: 'alarm' } };
}

function describeRow({ label, text, mark }: Row, labelWidth: number, terminal: Terminal): string {
  const shown = safeCell(label);
  const laid = hanging(padToWidth(`${shown} `, labelWidth), safeCell(text), terminal).join('\n');
  const rest = laid.slice(shown.length);
  return `${paint(shown, 'heading', terminal.color)}${mark ? paintMark(rest, mark, terminal) : rest}`;
}

/** Paints words wherever the text is broken into lines. */
function paintMark(text: string, { words, tone }: Mark, { color }: Terminal): string {
  if (words === '') return text;
  const broken = new RegExp(words.replaceAll(' ', '\\s+'));
  return text.replace(broken, (found) => paint(found, tone, color));
}

const NOT_READY = 'NOT READY';
const PAUSED = 'paused';

const STATES: Readonly<Record<Status['destinations'][number]['state'], string>> = {
  healthy: 'works',
  paused: PAUSED,
  probing: PAUSED,
};

function agentWords({ version, ready, notReady, readySeconds, uptimeSeconds, configHash }: Status): string {
  const state = ready
    ? `ready for ${lasting((readySeconds ?? 0) * 1_000)}`
    : `${NOT_READY}: ${notReady.join('; ')}`;
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

function incidentWords({ incidents }: Status): string {
  const of = (...states: readonly string[]) =>
    states.reduce((sum, state) => sum + (incidents[state] ?? 0), 0);
  return `${of('opened', 'accepted', 'resolved')} open, ${of('requested', 'undecided')} requested`;
}

function decisionWords(awaited: Status['incidentsAwaitingDecision']): readonly string[] {
  const count = Object.values(awaited).reduce((sum, one) => sum + one, 0);
  return count === 0 ? [] : [`${count} wait for your decision: incidents list`];
}

const UNCOVERED: Readonly<Record<string, string>> = {
  'not-told': 'not in COC yet',
  'no-policy': 'asked for by no policy',
  waits: 'not opened yet',
  refused: 'refused by COC',
  closed: 'closed by a person',
  gone: 'gone from COC',
  solved: 'counts as solved',
  ended: 'ended, the next one is asked for',
};

function uncoveredWords({ uncovered }: Status): string {
  const found = Object.entries(uncovered).filter(([, count]) => count > 0);
  if (found.length === 0) return 'no Critical alarm fires without an open incident';
  const sum = found.reduce((all, [, count]) => all + count, 0);
  const reasons = found.map(([reason, count]) => `${count} ${UNCOVERED[reason] ?? reason}`).join(', ');
  return `${sum} Critical without an open incident (${reasons}): alarms list --uncovered`;
}

function deadLetterWords({ letters: kept, bytes, maxBytes }: Status['deadLetters']): string {
  return kept === 0 ? 'none' : `${kept}; ${Math.round((bytes / maxBytes) * 100)} % of their storage used`;
}

function lostWords({ entries, deadLetters, files }: Status['lost']): readonly string[] {
  return [
    ...(entries > 0 ? [`${entries} entries whose record is damaged`] : []),
    ...(deadLetters > 0 ? [`${deadLetters} unreadable alerts without room for a dead letter`] : []),
    ...(files > 0 ? [`${files} missing files: see the log`] : []),
  ];
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
