import { afterEach, describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { stopEverything } from '../support/running-agent.ts';
import { withEmulator } from './coc-setup.ts';

afterEach(stopEverything);

type Setup = Awaited<ReturnType<typeof withEmulator>>;

const AT_ONCE: EmulatorOptions = { incidentLagMs: 0 };
const CREATE = [
  '--title',
  'The disk is full',
  '--application',
  '65659ae2f42bf80e5f3f0635',
  '--region',
  'cn-north-4',
];

/** Opens an incident, and returns its number. */
async function create({ run, emulator }: Setup, ...more: readonly string[]): Promise<string> {
  const { code, err } = await run('incidents', 'create', ...CREATE, '--assignee', 'ann', '--yes', ...more);
  expect([code, err]).toEqual([0, '']);
  return emulator.incidents().at(-1)?.incidentNum ?? '';
}

const stateOf = async ({ run }: Setup, number: string) =>
  JSON.parse((await run('incidents', 'show', number, '--json')).out).data.status;

describe('an incident', () => {
  it('is opened, shown, accepted, solved, taken back and confirmed', async () => {
    const setup = await withEmulator(AT_ONCE);
    const { run } = setup;
    const number = await create(setup, '--level', 'level_20', '--interrupted');
    const shown = await run('incidents', 'show', number);
    expect(shown.out).toMatch(new RegExp(`^Incident ${number}: opened\n`));
    for (const line of ['The disk is full', 'P2 (level_20)', 'a service is interrupted', 'cn-north-4'])
      expect(shown.out).toContain(line);
    const accepted = await run('incidents', 'accept', number, '--yes');
    expect(accepted.out).toContain(`accept incident ${number}:\n`);
    expect(accepted.out).toContain(`Target:\n  ${number}, opened: The disk is full\nCOC took it\n`);
    const words = ['--cause', 'A log grew.', '--solution', 'It is rotated.', '--yes'];
    expect((await run('incidents', 'solve', number, ...words)).code).toBe(0);
    expect(await stateOf(setup, number)).toBe('INCIDENT_STATUS_RESOLVED');
    expect((await run('incidents', 'confirm', number, '--not-solved', '--yes')).code).toBe(0);
    expect(await stateOf(setup, number)).toBe('INCIDENT_STATUS_ACKNOWLEDGED');
    await run(
      'incidents',
      'solve',
      number,
      '--type',
      'inc_type_p_config_issues',
      '--no-interrupted',
      ...words,
    );
    expect((await run('incidents', 'confirm', number, '--comment', 'Good.', '--yes')).code).toBe(0);
    expect(await stateOf(setup, number)).toBe('INCIDENT_STATUS_COMPLETED');
    expect((await run('incidents', 'show', number)).out).toMatch(/Last solution: .*\n/);
  });

  it('is not changed without a word of agreement', async () => {
    const setup = await withEmulator(AT_ONCE);
    const number = await create(setup);
    const look = await setup.run('incidents', 'accept', number, '--dry-run', '--operator', 'bob');
    expect([look.code, look.out]).toEqual([0, expect.stringContaining('"operator": "bob"')]);
    const { code, err } = await setup.run('incidents', 'accept', number);
    expect([code, err]).toEqual([2, expect.stringContaining('nothing was sent: add --yes')]);
    expect(setup.requested('incident-handle')).toBe(0);
  });

  it('in the wrong state is refused by COC', async () => {
    const setup = await withEmulator(AT_ONCE);
    const number = await create(setup);
    const { code, err } = await setup.run('incidents', 'confirm', number, '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('HTTP 400')]);
  });

  it('that COC does not have, or can not have, is told', async () => {
    const { run, emulator } = await withEmulator(AT_ONCE);
    expect(await run('incidents', 'show', 'IM1')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('-> check the id') },
    });
    expect(await run('incidents', 'show', 'IM/1')).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('has characters that no id of COC has') },
    });
    expect(emulator.requests(10)).toHaveLength(1);
  });

  it('that breaks a limit of COC is not sent', async () => {
    const { run, emulator } = await withEmulator(AT_ONCE);
    const long = await run('incidents', 'create', '--title', 'x'.repeat(201), '--assignee', 'ann', '--yes');
    expect(long).toMatchObject({
      ...{
        code: 2,
        err: expect.stringContaining('incident_title has 201 characters; COC takes 200 at most'),
      },
    });
    const nobody = await run('incidents', 'create', ...CREATE, '--scene', 's', '--yes');
    expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining('--scene together with --role') });
    expect(emulator.requests(10)).toEqual([]);
    const rota = await run('incidents', 'create', ...CREATE, '--scene', 's', '--role', 'r', '--yes');
    expect(rota.code).toBe(0);
  });
});

describe('the list of incidents', () => {
  it('can be searched by title, state and level', async () => {
    const setup = await withEmulator(AT_ONCE);
    const { run } = setup;
    const first = await create(setup, '--level', 'level_10');
    const second = await create(setup, '--title', 'Load');
    await run('incidents', 'accept', second, '--yes');
    expect((await run('incidents', 'list')).out).toMatch(/\n2 of 2 incidents, times in UTC\n$/);
    const ids = async (...filter: readonly string[]) => {
      const { out } = await run('incidents', 'list', ...filter);
      return [first, second].filter((number) => out.includes(number));
    };
    expect(await ids('--title', 'disk')).toEqual([first]);
    expect(await ids('--state', 'accepted')).toEqual([second]);
    expect(await ids('--level', 'level_10')).toEqual([first]);
    expect(await ids('--level', 'level_20')).toEqual([]);
    expect((await run('incidents', 'list', '--limit', '1')).out).toContain(
      '1 of 2 incidents; --all lists all',
    );
    expect(JSON.parse((await run('incidents', 'list', '--all', '--json')).out)).toHaveLength(2);
  });
});

describe('a war room', () => {
  it('is opened once, and listed', async () => {
    const setup = await withEmulator(AT_ONCE);
    const { run } = setup;
    const number = await create(setup);
    await run('incidents', 'accept', number, '--yes');
    const opened = await run('war-rooms', 'open', number, '--admin', 'ann', '--participant', 'bob', '--yes');
    const [room = ''] = /WR\d+/.exec(opened.out) ?? [];
    expect([opened.code, opened.out]).toEqual([
      0,
      expect.stringContaining(`COC opened the war room ${room}\n`),
    ]);
    expect(setup.emulator.warRooms()).toMatchObject([{ incidentNum: number, admin: 'ann' }]);
    expect(await run('war-rooms', 'open', number, '--yes')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining(`has the war room ${room} already`) },
    });
    for (const filter of [[], ['--incident', number], ['--title', 'disk'], ['--all']])
      expect((await run('war-rooms', 'list', ...filter)).out).toContain(room);
    expect((await run('war-rooms', 'list', '--title', 'nothing')).out).toBe('no war rooms match\n');
    expect((await run('incidents', 'show', number)).out).toMatch(new RegExp(`War room: +${room}\n`));
  });
});
