import { expect, it } from 'vitest';
import { describeIncidentStory, describeIncidents } from '../../../../src/cli/incidents/incidents-text.ts';

const PLAIN = { columns: undefined, rows: undefined, color: false };

const incident = {
  ...{ key: 'k1', state: 'opened', policy: 'critical', requestedAt: 0, incidentNum: 'IM1' },
  ...{ title: 'Disk full', level: 'level_20', alarms: 1, firing: true },
  ...{ awaits: null, doubles: [], spares: [], resources: [], resourcesKnown: 0 },
};

function told(
  changes: Partial<Parameters<typeof describeIncidentStory>[0]['incident']>,
  columns?: number,
): string {
  const story = { timezone: 'UTC', alarms: [], alarmsKnown: 0, steps: [] };
  const terminal = { ...PLAIN, columns };
  return describeIncidentStory({ ...story, incident: { ...incident, ...changes } }, terminal);
}

it.each([
  ['is open', {}, 'Incident k1 of policy critical, in COC IM1: open, not accepted yet.'],
  ['is shared', { correlation: 'cluster="a"' }, 'It covers all alarms with cluster="a".'],
  [
    'is a storm',
    { storm: 'policy', alarms: 7 },
    'It is a storm incident: it covers the alarms that exceeded the incident budget.',
  ],
  ['is over', { firing: false, alarms: 2 }, 'Requested by 2 alarms; none is firing.'],
  ['is left alone', { leftAlone: true }, 'A person works on it, so the agent leaves it alone.'],
  [
    'has a number without proof',
    { leftAlone: true, unproven: 'it is the umbrella', decided: true },
    'An operator took this number, which COC does not prove, so the agent leaves it alone: it is the umbrella.',
  ],
  [
    'may be corrected',
    { decided: true },
    'correct it:\n  coc-alarm-agent incidents decide k1 --opened NUMBER    (it is in COC as NUMBER)\n',
  ],
  [
    'is there under its true number',
    { decided: true, unproven: 'why', doubles: ['IM8'] },
    'COC shows this incident as IM8. To go on with that one:\n  coc-alarm-agent incidents decide k1 --opened IM8\n',
  ],
  ['is stuck', { stuck: true, detail: 'no' }, 'COC refused a step of the agent for good'],
  ['has a war room', { warRoom: { state: 'opened', warRoomNum: 'WR1' } }, 'War room: opened as WR1.'],
  ['may be decided', { state: 'undecided' }, 'incidents decide k1 --open-again'],
  ['is looked for', { state: 'undecided' }, 'not known yet whether COC opened it; the agent looks for it.'],
  [
    'waits for an operator',
    { state: 'undecided', awaits: 'undecided' as const },
    'it waits for your decision',
  ],
  [
    'is there twice, with both choices',
    { awaits: 'doubled' as const, doubles: ['IM2'] },
    'incidents decide k1 --keep IM1\n  coc-alarm-agent incidents decide k1 --keep IM2',
  ],
  ['was there twice', { spares: ['IM2'] }, 'No longer used: IM2; close in COC.'],
  ['has a title with control characters, replaced', { title: 'a\u001b[2J' }, 'a\ufffd[2J'],
])('the story of an incident says that it %s', (_, changes, sentence) => {
  expect(told(changes)).toContain(sentence);
});

it('the story of an incident says why it waits, broken at words on a narrow terminal', () => {
  const waiting = { behind: 1, words: 'COC answers HTTP 503 since 02:14:00; next try at 02:16:30.' };
  const story = { timezone: 'UTC', incident, waiting, alarms: [], alarmsKnown: 0, steps: [] };
  expect(describeIncidentStory(story, PLAIN)).toContain(
    '\nCOC answers HTTP 503 since 02:14:00; next try at 02:16:30.\nBehind it, one later change waits for this one.\n\n',
  );
  expect(describeIncidentStory(story, { ...PLAIN, columns: 50 })).toContain(
    '\nCOC answers HTTP 503 since 02:14:00; next try at\n02:16:30.\n',
  );
});

it('the head of a story fits a narrow terminal, its commands stay whole, and in a pipe it has no break', () => {
  const key = 'mx1qh6m6-gp-1dbd';
  const odd = {
    ...{ key, incidentNum: 'IM2026112900000001', title: `Disk full on ${'db-1 '.repeat(20)}`.trim() },
    ...{
      correlation: 'cluster="a"',
      storm: 'policy',
      leftAlone: true,
      stuck: true,
      detail: 'HTTP 503 '.repeat(20).trim(),
    },
    ...{ state: 'undecided', awaits: 'undecided' as const, doubles: ['IM2026112900000002'] },
    ...{
      spares: ['IM2026112900000003', 'IM2026112900000004'],
      warRoom: { state: 'opened', warRoomNum: 'W'.repeat(40) },
    },
  };
  const isCommand = (line: string) => line.startsWith('  coc-alarm-agent ');
  const narrow = told(odd, 60).split('\n');
  expect(narrow.filter((line) => line.length > 60 && !isCommand(line))).toEqual([]);
  const decide = `  coc-alarm-agent incidents decide ${key}`;
  expect(narrow).toContain(`${decide} --opened NUMBER`);
  expect(narrow[narrow.indexOf(`${decide} --open-again`) + 1]).toBe('      (it is not in COC)');
  const whole = told(odd).split('\n');
  expect(whole).toContain(`${decide} --opened NUMBER    (it is in COC)`);
  expect(whole).toContain(`${decide} --open-again       (it is not in COC)`);
  expect(whole).toContain(`${decide} --keep IM2026112900000002`);
  expect(told(odd, 60).replaceAll(/\s+/g, ' ')).toBe(told(odd).replaceAll(/\s+/g, ' '));
});

const list = (...incidents: Parameters<typeof describeIncidents>[0]['incidents']) => ({
  ...{ timezone: 'UTC', total: incidents.length, incidents },
});

it("a narrow list of incidents keeps what `show` takes: COC's number, or the key where there is none", () => {
  const numbered = { ...incident, incidentNum: 'IM2026112900000001', key: 'mx1qh6m6-gp-1dbd' };
  const { incidentNum: _, ...asked } = { ...numbered, state: 'requested' };
  const narrow = { ...PLAIN, columns: 60 };
  const [head, first] = describeIncidents(list(numbered), narrow).split('\n');
  expect([head, first]).toEqual([
    'COC                 STATE   ALARMS    TITLE      RESOURCE',
    'IM2026112900000001  opened  1 firing  Disk full  -',
  ]);
  const both = describeIncidents(list(numbered, asked), narrow);
  expect(both).toMatch(/^- +requested +.*mx1qh6m6-gp-1dbd$/m);
  expect(both).toMatch(/^IM2026112900000001 /m);
});

const listOf = (...rows: readonly object[]) =>
  describeIncidents(
    { timezone: 'UTC', total: rows.length, incidents: rows.map((row) => ({ ...incident, ...row })) } as never,
    PLAIN,
  );

it.each([
  ['none', { resources: [], resourcesKnown: 0 }, / Disk full +- +k1$/m],
  ['one', { resources: ['db-1'], resourcesKnown: 1 }, / Disk full +db-1 +k1$/m],
  ['two', { resources: ['db-1', 'db-2'], resourcesKnown: 2 }, / Disk full +db-1, db-2 +k1$/m],
  [
    'many',
    { resources: ['node-0', 'node-1', 'node-2', 'node-3', 'node-4'], resourcesKnown: 300 },
    / Disk full +node-0, node-1 \+298 +k1$/m,
  ],
])('the list names the resources of an incident: %s', (_, row, line) => {
  expect(listOf(row)).toMatch(line);
});

it('the list cuts a long title, and the story has it whole', () => {
  const title = 't'.repeat(200);
  expect(listOf({ title })).toContain(` ${'t'.repeat(59)}… `);
  expect(told({ title })).toContain(title);
});

it('the story has a table of the alarms with their resources', () => {
  const alarm = { alarmId: 'am1', name: 'NodeDown', level: 'Critical', state: 'firing' };
  const alarms = [
    { ...alarm, resource: 'node-1' },
    { ...alarm, alarmId: 'am2', resource: null },
  ];
  const story = { timezone: 'UTC', incident, alarms, alarmsKnown: 2, steps: [] };
  const out = describeIncidentStory(story as never, PLAIN);
  expect(out).toMatch(/^ID +LEVEL +STATE +ALARM +RESOURCE$/m);
  expect(out).toMatch(/^am1 +Critical +firing +NodeDown +node-1$/m);
  expect(out).toMatch(/^am2 +Critical +firing +NodeDown +-$/m);
});
