import { describe, expect, it } from 'vitest';
import type { AlarmId, AlarmLevel } from '../../../src/alerts/alert.ts';
import { encodeIncident } from '../../../src/coc/encode-incident.ts';
import { encodeStep } from '../../../src/coc/encode-step.ts';
import type { EpisodeId, HandleIncident, IncidentKey } from '../../../src/outbox/events/entry.ts';
import { type CocLanguage, type CocWords, cocWords } from '../../../src/routing/coc-words.ts';
import { type EndedIncident, incidentTexts, takenBack } from '../../../src/routing/incident-texts.ts';
import { createRouter } from '../../../src/routing/route.ts';
import { writingOf } from '../../../src/routing/writing.ts';
import { writtenIncident } from '../../../src/routing/written-incident.ts';
import { writtenRemark } from '../../../src/routing/written-remark.ts';
import { anAlert } from './an-alert.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

// All that the agent writes into COC, as a page for each language that people read. A changed text changes the page:
// read it, and write it anew with `vitest run --project unit test/unit/routing/every-text.test.ts -u`.

type About = Parameters<typeof writtenIncident>[1];
type Firing = About['alarms'][number];
type Remark = Parameters<typeof writtenRemark>[0];

const BEGIN = Date.UTC(2026, 10, 30, 2);
const MINUTE = 60_000;
const KEY = '1q9x2k7-5' as IncidentKey;
const COUNTS = [0, 1, 3, 300];
const LONG = '中文 and English, a b c, '.repeat(60);
const LEVELS: readonly AlarmLevel[] = ['Critical', 'Major', 'Critical'];

const nodes = (count: number, prefix = ''): readonly Firing[] =>
  Array.from({ length: count }, (_, i) => ({
    alarmId: `am8f14e45fceea167a5a36dedd4bea2${String(i).padStart(3, '0')}`,
    name: i % 3 === 1 ? `${prefix}DiskFull` : `${prefix}NodeDown`,
    level: LEVELS[i % 3] ?? 'Critical',
    startedAt: BEGIN + i * MINUTE,
    resource: `${prefix}node-${i}`,
  }));

/** One language: how it is written, and the request of an alarm with short or very long texts. */
class Page {
  readonly #language: CocLanguage;
  readonly #lines: string[] = [];
  readonly writing: ReturnType<typeof writingOf>;
  readonly words: CocWords;

  constructor(language: CocLanguage) {
    this.#language = language;
    this.writing = writingOf({ language, admin: { timezone: 'Asia/Shanghai' } });
    this.words = cocWords(language);
  }

  chapter(name: string): void {
    this.#lines.push(`## ${name}`, '');
  }

  /** Adds a text, which has this many characters at most. */
  add(about: string, text: string, limit: number): void {
    expect(text.length, about).toBeLessThanOrEqual(limit);
    expect(text, about).not.toMatch(/undefined|NaN|\[object/);
    const lines = text.split('\n').map((line) => `    ${line}`);
    this.#lines.push(`${about} (${text.length} of ${limit} characters)`, '', ...lines, '');
  }

  incident(about: string, standsFor: Partial<About>, size: 'short' | 'long' = 'short'): void {
    const request = requestOf(size, this.#language);
    const { alarms = [] } = standsFor;
    const whole: About = {
      alarms,
      total: alarms.length,
      ownerFires: alarms.length > 0,
      policy: 'critical',
      ...standsFor,
    };
    const texts = { ...request, ...writtenIncident(request, whole, this.writing) };
    const sent = encodeIncident(texts, KEY, 'boolean');
    this.add(`${about}: title`, sent.incident_title, 200);
    this.add(`${about}: description`, sent.incident_description, 600);
  }

  toString(): string {
    return `${this.#lines.join('\n').trimEnd()}\n`;
  }
}

function requestOf(size: 'short' | 'long', language: CocLanguage) {
  const isLong = size === 'long';
  const links = [`https://prometheus.example/graph?g0.expr=${'up'.repeat(isLong ? 60 : 2)}`];
  const alert = anAlert({
    name: isLong ? `NodeDown ${LONG}` : 'NodeDown',
    description: isLong ? `node-0 does not answer. ${LONG}` : 'node-0 does not answer.',
    links,
  });
  const incidents = [{ ...aPolicy, name: 'critical', match: ['alarmLevel=Critical'] }];
  const routed = createRouter({ ...settingsOf({ incidents }), language }, { integrations: ['default'] })(
    alert,
    BEGIN,
  );
  if (routed.kind !== 'alarm' || !routed.incident) throw new Error('it asks for none');
  return routed.incident;
}

/** Takes the incident of these alarms, which has ended. */
function ended(count: number): EndedIncident {
  const alarms = nodes(count);
  const names = [...new Set(alarms.map(({ name }) => name))];
  return {
    ...{ policy: 'critical', incidentNum: 'IM1', alarms: count, names, startedAt: BEGIN },
    ...{ requestedAt: BEGIN + MINUTE, openedAt: BEGIN + 2 * MINUTE, quietSince: BEGIN + 125 * MINUTE },
  };
}

function addIncidents(page: Page): void {
  page.chapter('Incidents');
  for (const count of COUNTS) {
    for (const size of ['short', 'long'] as const) {
      const isLong = size === 'long';
      const alarms = nodes(count, isLong ? 'a-long-prefix-of-names-' : '');
      const correlation = `cluster="${isLong ? 'big-'.repeat(40) : 'big'}"`;
      page.incident(`${count} alarms, ${size} texts`, { alarms, correlation }, size);
    }
  }
  page.incident('one alarm of three fires, the first one is over', {
    ...{ alarms: nodes(3).slice(2), total: 3, ownerFires: false },
  });
  for (const [why, incidentNum] of FOLLOWED)
    page.incident(`after another one: ${why}`, { alarms: nodes(1), follows: { why, incidentNum } });
  for (const storm of ['policy', 'all'] as const)
    for (const size of ['short', 'long'] as const)
      page.incident(`storm of ${storm}, ${size} texts`, { alarms: nodes(300), total: 412, storm }, size);
}

const FOLLOWED = [
  ['returned', 'IM202611300001'],
  ['still-fires', 'IM202611300002'],
  ['outgrown', 'IM202611300003'],
  ['gone', 'IM202611300004'],
] as const;

function addSteps(page: Page): void {
  page.chapter('Solutions');
  const about: Omit<HandleIncident, 'step'> = {
    ...({
      kind: 'handle-incident',
      key: KEY,
      alarmId: 'am1' as AlarmId,
      episode: 'e1' as EpisodeId,
    } as const),
    ...{ policy: 'critical', incidentNum: 'IM1', operator: 'user-1' },
  };
  const step = (taken: Pick<HandleIncident, 'step' | 'solution' | 'comment'>) =>
    ({ ...encodeStep({ ...about, ...taken }, 'boolean').parameter }) as Record<string, string | undefined>;
  const add = (name: string, incident: EndedIncident) => {
    const { cause, solution, comment } = incidentTexts({}, incident, page.writing);
    const times = { startedAt: BEGIN, endedAt: BEGIN };
    const type = 'inc_type_p_monitoring_issues';
    const solved = step({
      ...{ step: 'solve', solution: { type, serviceInterrupted: false, cause, solution, ...times } },
    });
    page.add(`${name}: cause`, solved.cause ?? '', 10_000);
    page.add(`${name}: solution`, solved.solution ?? '', 10_000);
    page.add(`${name}: comment`, step({ step: 'confirm', comment }).virtual_confirm_comment ?? '', 300);
  };
  for (const count of COUNTS) add(`${count} alarms`, ended(count));
  add('an alarm has another incident', { ...ended(3), left: true });
  const many = Array.from(
    { length: 20 },
    (_, i) => `Alert with a name of some length ${i} ${LONG.slice(0, 300)}`,
  );
  add('long names', { ...ended(300), names: many });
  const comment = takenBack(ended(3), page.words);
  page.add('taken back', step({ step: 'return', comment }).virtual_confirm_comment ?? '', 300);
}

const NEWS: readonly Remark['news'][number][] = [
  { kind: 'over' },
  { kind: 'left' },
  { kind: 'back' },
  { kind: 'joined', count: 1 },
  { kind: 'joined', count: 297 },
  { kind: 'level', from: 'Major', to: 'Critical' },
  { kind: 'forgotten', since: BEGIN },
  { kind: 'not-accepted', since: BEGIN },
];

function addRemarks(page: Page): void {
  page.chapter('Remarks');
  const at = BEGIN + 5 * MINUTE;
  for (const count of COUNTS) {
    const covered = { alarms: nodes(count), total: count === 0 ? 0 : count + 2 };
    page.add(`${count} alarms`, writtenRemark({ at, news: [], covered }, page.writing), 1_024);
  }
  for (const news of NEWS) {
    const remark = writtenRemark({ at, news: [news], covered: { alarms: [], total: 0 } }, page.writing);
    page.add(news.kind, remark, 1_024);
  }
}

function addAlarms(page: Page): void {
  const { words } = page;
  page.chapter('Alarms of the agent itself');
  const heartbeat = { source: 'prod', name: 'watchdog' };
  const lastAt = '2026-11-30 10:00:00 Asia/Shanghai';
  page.add('silent', words.silent({ ...heartbeat, seconds: 600, lastAt }), 1_000);
  page.add('silent since the start', words.silent({ ...heartbeat, seconds: 600 }), 1_000);
  page.add('heard again', words.heardAgain(heartbeat), 1_000);
  page.add('not awaited any more', words.notAwaited('prod/watchdog'), 1_000);
  page.add('test alarm', `${words.testAlarm()}\n${words.testAlarmText()}`, 1_000);
}

describe('all that the agent writes into COC', () => {
  it.each(['en', 'zh', 'both'] as const)(
    'is within the limits of COC, and on the page of %s',
    async (language) => {
      const page = new Page(language);
      for (const add of [addIncidents, addSteps, addRemarks, addAlarms]) add(page);
      await expect(page.toString()).toMatchFileSnapshot(`../../fixtures/coc-texts/${language}.md`);
    },
  );
});
