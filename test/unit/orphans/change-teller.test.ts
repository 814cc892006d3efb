import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { TellingSettings } from '../../../src/orphans/change.ts';
import { ChangeTeller, type ToldConfiguration } from '../../../src/orphans/change-teller.ts';
import type { Note } from '../../../src/outbox/ports/note.ts';
import { anAlarm, firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { TOLD_SETTINGS, toldSettingsOf } from './told-configuration.ts';

/** A configuration with this fingerprint, whose alarms go to a region, and whose integration has a key. */
function configured(
  fingerprint: string,
  { region = 'cn-north-4', ...settings }: Partial<TellingSettings> & { region?: string; key?: string } = {},
): ToldConfiguration {
  return {
    fingerprint,
    routes: (alert) => ({ kind: 'alarm', alarm: anAlarm(alert, { regionId: region }), route: 'r' }),
    settings: toldSettingsOf(settings),
  };
}

/** A note in memory. */
function aNote(): Note & { document: unknown } {
  const note = {
    document: undefined as unknown,
    read: async () => note.document,
    write: async (document: object) => {
      note.document = JSON.parse(JSON.stringify(document));
    },
  };
  return note;
}

/** An outbox with one alarm in COC, and a process that tells of changes. */
async function fired() {
  const { outbox, clock } = await openOutbox();
  await outbox.accept(intakeOf(firing('a')));
  const entry = await outbox.take('alarms/default');
  if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
  const note = aNote();
  let processes = 0;
  const begin = (first: ToldConfiguration, kept: Note | undefined = note) => {
    const lines: { readonly key?: string; readonly msg: string; readonly message?: string }[] = [];
    const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    let current = first;
    processes += 1;
    const teller = new ChangeTeller({
      ...{ outbox, note: kept, log, now: () => clock.now(), salt: `salt ${processes}` },
      current: () => current,
    });
    const start = async () => {
      teller.started(Promise.resolve());
      await settled();
      return lines.map(({ key, msg }) => key ?? msg);
    };
    const change = async (next: ToldConfiguration) => {
      const tell = teller.beforeChange();
      current = next;
      const { orphans, effects } = await tell(next);
      return [...orphans.map(({ name }) => name), ...effects.map(({ key }) => key)];
    };
    return { teller, start, change, lines };
  };
  return { begin, note, outbox };
}

/** Resolves when what goes on in the background has ended. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

const OTHER = { region: 'x', key: '2', resendOn: ['labels'] };

describe('a reload while the journal cannot be read', () => {
  it('is taken over all the same, tells the rest, and says so', async () => {
    const { begin, outbox } = await fired();
    const { change, lines } = begin(configured('1'));
    outbox.alarmsOf = () => Promise.reject(new Error('EIO'));
    expect(await change(configured('2', OTHER))).toEqual(['coc.integrationKey', 'alarm.resendOn']);
    expect(lines.map(({ msg }) => msg).join()).toContain('could not find out');
  });
});

describe('a reload', () => {
  it('tells what changes, logs it, and tells it once', async () => {
    const { begin } = await fired();
    const { change, lines } = begin(configured('1'));
    expect(await change(configured('2', OTHER))).toEqual(['coc.integrationKey', 'alarm.resendOn', 'target']);
    expect(lines).toMatchObject(
      ['coc.integrationKey', 'alarm.resendOn', 'target'].map((key) => ({
        ...{ level: 40, key, message: expect.any(String) },
        msg: 'the change of the configuration concerns what is open or waits',
      })),
    );
    expect(await change(configured('3', OTHER))).toEqual([]);
  });

  it('tells what is open under names that are gone by the new configuration', async () => {
    const { begin } = await fired();
    const { change } = begin(configured('1'));
    const gone = { names: { ...TOLD_SETTINGS.names, sources: new Map() } };
    expect(await change(configured('2', gone))).toEqual(['prod']);
  });

  it('tells all the same where nothing can be noted', async () => {
    const { begin, note } = await fired();
    const broken = { ...note, write: () => Promise.reject(new Error('no space')) };
    const { change, lines } = begin(configured('1'), broken);
    expect(await change(configured('2', { region: 'x' }))).toEqual(['target']);
    expect(lines.at(-1)?.msg).toContain('could not find out, or not store');
  });
});

describe('a start', () => {
  it('tells what a reload would have told, once', async () => {
    const { begin } = await fired();
    expect(await begin(configured('1')).start()).toEqual([]);
    const told = ['coc.integrationKey', 'alarm.resendOn', 'target'];
    expect(await begin(configured('2', OTHER)).start()).toEqual(told);
    expect(await begin(configured('2', OTHER)).start()).toEqual([]);
    expect(await begin(configured('2', { ...OTHER, region: 'y' })).start()).toEqual([]);
  });

  it('tells nothing that a reload has told', async () => {
    const { begin } = await fired();
    const first = begin(configured('1'));
    await first.start();
    await first.change(configured('2', OTHER));
    expect(await begin(configured('2', OTHER)).start()).toEqual([]);
  });

  it('does not take a data directory that has moved with it for another one', async () => {
    const { begin } = await fired();
    await begin(configured('1')).start();
    expect(await begin(configured('2', { directory: '/moved' })).start()).toEqual([]);
  });

  it('without a note, or with one of another version, tells what the ledger knows', async () => {
    const { begin, note } = await fired();
    expect(await begin(configured('1', OTHER), undefined).start()).toEqual(['target']);
    note.document = { v: 2 };
    expect(await begin(configured('1', OTHER)).start()).toEqual(['target']);
  });

  it('tells what is open under names that are gone each time', async () => {
    const { begin } = await fired();
    const gone = configured('1', { names: { ...TOLD_SETTINGS.names, sources: new Map() } });
    const words = 'something is open or waits under a name that the configuration does not know any more';
    expect(await begin(gone).start()).toEqual([words]);
    expect(await begin(gone).start()).toEqual([words]);
  });

  it('that ends before it has compared all tells nothing, and the next one does', async () => {
    const { begin, note } = await fired();
    await begin(configured('1')).start();
    const { teller, lines } = begin(configured('2', { region: 'x' }));
    teller.started(Promise.resolve());
    await teller.stop();
    expect([lines, note.document]).toMatchObject([[], { fingerprint: '1' }]);
    expect(await begin(configured('2', { region: 'x' })).start()).toEqual(['target']);
  });

  it('tells nothing before what goes elsewhere is there', async () => {
    const { begin } = await fired();
    const gone = configured('1', { names: { ...TOLD_SETTINGS.names, sources: new Map() } });
    const { teller, lines } = begin(gone);
    let move = () => undefined as unknown;
    teller.started(new Promise((resolve) => (move = () => resolve())));
    await settled();
    expect(lines).toEqual([]);
    move();
    await settled();
    expect(lines).toHaveLength(1);
  });

  it('goes on where the note cannot be written', async () => {
    const { begin, note } = await fired();
    const broken = { ...note, write: () => Promise.reject(new Error('no space')) };
    expect(await begin(configured('1'), broken).start()).toEqual([
      expect.stringContaining('could not find out, or not store'),
    ]);
  });
});

it('a running agent answers what is open, by which settings, and where it leads its alarms', async () => {
  const { begin } = await fired();
  const { teller } = begin(configured('1'));
  expect(teller.openAndSettings()).toMatchObject({
    open: { alarms: [{ source: 'prod', count: 1 }] },
    settings: { endpoint: 'https://coc', digests: { salt: 'salt 1' } },
  });
  expect(await teller.openAlerts({ after: 0, limit: 10 })).toMatchObject({
    ...{ firing: 1, alerts: [{ before: { kind: 'place', place: { regionId: 'cn-north-4' } } }] },
  });
});
