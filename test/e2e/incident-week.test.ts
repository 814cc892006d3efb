import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isIdle } from '../support/incident-setup.ts';
import { alarm } from '../support/incident-week/alarm.ts';
import { decideOpened } from '../support/incident-week/decide-opened.ts';
import { Week } from '../support/incident-week/week.ts';
import * as faults from '../support/incident-week/week-faults.ts';
import { isOpen, type WeekAlarm } from '../support/incident-week/week-model.ts';
import { stopEverything, until } from '../support/running-agent.ts';

/** An hour takes 18 seconds. */
const SPEED = 200;

describe('an on-call week', () => {
  let week: Week;
  beforeAll(async () => {
    week = await Week.begin(SPEED);
  });
  afterAll(stopEverything);

  const openOf = ({ name }: WeekAlarm) => week.model.incidentsOf(name).filter(isOpen);
  const countOf = ({ name }: WeekAlarm) => week.model.incidentsOf(name).length;
  const lastOf = ({ name }: WeekAlarm) => week.model.incidentsOf(name).at(-1);
  const stateOf = (one: WeekAlarm) => lastOf(one)?.status.replace('INCIDENT_STATUS_', '');
  const isIn = (one: WeekAlarm, state: string) =>
    until(`${one.name} is ${state}`, () => stateOf(one) === state);

  it('a cascade of 80 alarms is one incident, and so is a group of 300 hosts', async () => {
    const cascade = Array.from({ length: 8 }, (_, i) =>
      alarm(`Cascade${i}`, 'shop', { cluster: 'falls', hosts: 10 }),
    );
    const group = alarm('HostGone', 'payments', { hosts: 300 });
    await week.fire([...cascade, group]);
    await week.check();
    expect(
      week.model
        .incidents()
        .map(({ level }) => level)
        .toSorted(),
    ).toEqual(['level_10', 'level_20']);
    expect(openOf(group)[0]?.title).toMatch(/^cluster=c-hostgone: HostGone x\d+ /);
    await week.end(cascade.slice(1));
    await week.check();
    expect(openOf(cascade[0] ?? group)).toHaveLength(1);
    await week.calm();
  });

  it('a flapping alarm is covered whenever it fires', async () => {
    const flapper = alarm('Flapper', 'payments');
    for (let round = 0; round < 8; round += 1) {
      await week.fire([flapper]);
      await week.pass(0.2);
      await week.end([flapper]);
      await week.pass(0.1);
    }
    await week.fire([flapper]);
    await week.check();
    await week.calm();
  });

  it('a level that rises opens another incident, which stays while it falls, and ends with the alarm', async () => {
    const ladder = alarm('Ladder');
    const levels = () => openOf(ladder).map(({ level }) => level);
    await week.fire([ladder], { severity: 'warning' });
    await until('it has an incident', () => openOf(ladder).length === 1);
    expect(levels()).toEqual(['level_50']);
    await week.fire([ladder]);
    await week.ended();
    await week.check();
    expect(levels()).toEqual(['level_20']);
    await week.fire([ladder], { severity: 'warning' });
    await week.check();
    expect(levels()).toEqual(['level_20']);
    await week.fire([ladder]);
    await week.check();
    expect(countOf(ladder)).toBe(2);
    await week.calm();
  });

  it('a problem comes back while its incident is open or accepted: it is the same one', async () => {
    const back = [alarm('BackOpen', 'payments'), alarm('BackAccepted'), alarm('BackPaused')];
    await week.fire(back);
    await week.settle();
    week.person('accept', alarm('BackAccepted'));
    week.person('pause', alarm('BackPaused'));
    await week.end(back);
    await week.fire(back);
    await week.check();
    expect([countOf(alarm('BackAccepted')), countOf(alarm('BackPaused'))]).toEqual([1, 1]);
    await week.end(back);
    await week.pass(8);
    await week.fire(back);
    await week.check();
    expect([countOf(alarm('BackAccepted')), countOf(alarm('BackPaused'))]).toEqual([1, 1]);
    await week.calm();
  });

  it('a problem comes back after the agent solved its incident: the solution is taken back', async () => {
    const solved = alarm('BackSolved', 'desk');
    await week.fire([solved]);
    await week.settle();
    await week.end([solved]);
    await isIn(solved, 'RESOLVED');
    await week.fire([solved]);
    await week.check();
    expect([countOf(solved), stateOf(solved)]).toEqual([1, 'ACKNOWLEDGED']);
    await week.calm();
  });

  it('a problem comes back after the agent completed its incident, inside and outside of the window', async () => {
    const [inside, outside] = [alarm('DoneInside', 'payments'), alarm('DoneOutside')];
    await week.fire([inside, outside]);
    await week.settle();
    await week.end([inside, outside]);
    await isIn(inside, 'COMPLETED');
    await isIn(outside, 'COMPLETED');
    const [first] = week.model.incidentsOf(inside.name);
    await week.fire([inside]);
    await week.pass(6);
    await week.fire([outside]);
    await week.check();
    expect([countOf(inside), countOf(outside)]).toEqual([2, 2]);
    expect(lastOf(inside)?.description).toContain(first?.incidentNum);
    await week.calm();
  });

  it.each(['reject', 'complete'] as const)(
    'a problem comes back after a person ended its incident (%s), inside and outside of the window',
    async (action) => {
      const [inside, outside] = [alarm(`In_${action}`, 'payments'), alarm(`Out_${action}`)];
      await week.fire([inside, outside]);
      await week.settle();
      week.person(action, inside);
      week.person(action, outside);
      await week.pass(2);
      await week.end([inside, outside]);
      await week.fire([inside]);
      await week.pass(6);
      await week.fire([outside]);
      await week.check();
      expect([countOf(inside), countOf(outside)]).toEqual([1, 2]);
      await week.calm();
    },
  );

  it('a problem that comes back soon after a person closed it is raised once the window is over', async () => {
    const soon = alarm('BackSoon');
    await week.fire([soon]);
    await week.settle();
    week.person('complete', soon);
    await week.pass(2);
    await week.end([soon]);
    await week.fire([soon]);
    await week.check();
    await until('it is raised', () => countOf(soon) === 2);
    await week.check();
    await week.calm();
  });

  it('a rejection binds the alarms of the incident, and no neighbour', async () => {
    const [mine, neighbour] = [
      alarm('Rejected', 'payments'),
      alarm('Neighbour', 'payments', { cluster: 'c-rejected' }),
    ];
    await week.fire([mine]);
    await week.settle();
    week.person('reject', mine);
    await week.pass(2);
    await week.fire([neighbour]);
    await week.check();
    expect([countOf(mine), openOf(neighbour).length]).toEqual([1, 1]);
    await week.calm();
  });

  it('what a person closes while it fires is raised again after reraiseAfter', async () => {
    const fires = alarm('FiresOn');
    await week.fire([fires]);
    await week.settle();
    week.person('complete', fires);
    const [closed] = week.model.incidentsOf(fires.name);
    await until('it is raised again', () => openOf(fires).length === 1);
    await week.check();
    expect(openOf(fires)[0]?.description).toContain(closed?.incidentNum);
    await week.calm();
  });

  it('alarms of two sources share an incident', async () => {
    const one = alarm('SeenByMetrics', 'shop', { cluster: 'both' });
    const other = alarm('SeenByGrafana', 'shop', { cluster: 'both', source: 'grafana' });
    await week.fire([one]);
    await week.fire([other]);
    await week.check();
    expect(openOf(one)[0]?.incidentNum).toBe(openOf(other)[0]?.incidentNum);
    await week.calm();
  });

  it('two policies with one cluster have an incident each', async () => {
    const [shop, payments] = [
      alarm('ShopSide'),
      alarm('PaymentsSide', 'payments', { cluster: 'c-shopside' }),
    ];
    await week.fire([shop]);
    await week.settle();
    await week.fire([payments]);
    await week.check();
    expect([openOf(shop)[0]?.level, openOf(payments)[0]?.level]).toEqual(['level_20', 'level_10']);
    await week.calm();
  });

  it('a storm takes no graver alarm, by its policy or by the budget of all', async () => {
    const jobs = Array.from({ length: 12 }, (_, i) => alarm(`Job${i}`, 'batch'));
    const urgent = [alarm('Urgent', 'payments'), alarm('UrgentToo', 'payments')];
    await week.fire(jobs.slice(0, 8));
    await week.settle();
    await week.reload({ budget: 1 });
    await week.fire([...jobs.slice(8), ...urgent]);
    await week.check();
    expect(openOf(jobs[7] ?? alarm('none'))[0]?.title).toMatch(/^Alarm storm/);
    for (const one of urgent) expect(openOf(one)[0]?.level).toBe('level_10');
    await week.reload({ budget: 10_000 });
    await week.calm();
  });

  it('a route that begins to drop an alarm lets its end pass', async () => {
    const dropped = alarm('DroppedLater', 'payments');
    await week.fire([dropped]);
    await week.settle();
    await week.reload({ dropped: [dropped.name] });
    await week.check();
    expect(openOf(dropped)).toHaveLength(1);
    await week.end([dropped]);
    await isIn(dropped, 'COMPLETED');
    await week.fire([dropped]);
    await week.reload({ dropped: [dropped.name] });
    await week.check();
    expect(countOf(dropped)).toBe(1);
    await week.reload({ dropped: [] });
    await week.check();
    expect(countOf(dropped)).toBe(2);
    await week.calm();
  });

  it('a policy that gets another name goes on with its incidents', async () => {
    const renamed = alarm('OfTheOldName');
    const later = alarm('OfTheNewName', 'shop', { cluster: renamed.cluster });
    await week.fire([renamed]);
    await week.settle();
    await week.reload({ renamed: { shop: 'everything' } });
    await week.fire([later]);
    await week.check();
    expect(openOf(renamed)[0]?.incidentNum).toBe(openOf(later)[0]?.incidentNum);
    await week.restart();
    await week.calm();
  });

  it('an incident that COC refuses is opened once the configuration is right', async () => {
    const refused = alarm('Refused', 'payments');
    week.emulator.setFaults(faults.REFUSES);
    await week.reload({ creator: 'ffffffffffffffffffffffffffffffff' });
    await week.fire([refused]);
    const failed = async () => ((await week.agent.metric('incidents_failed_total')) ?? 0) > 0;
    await until('it is refused for good', failed);
    week.emulator.setFaults(faults.NO_FAULTS);
    await week.reload({ creator: '7da46971b7e24eed90cf777cc2ff8b91' });
    await week.check();
    await week.calm();
  });

  it('an incident whose answer is lost is there once', async () => {
    const lost = alarm('LostAnswer');
    week.emulator.setFaults(faults.LOSES_AN_ANSWER);
    await week.fire([lost]);
    await week.check();
    await until('nothing waits', () => isIdle(week.agent));
    expect(countOf(lost)).toBe(1);
    await week.calm();
  });

  it('an incident that a person finds for the agent is led to its end', async () => {
    const decided = alarm('Decided', 'payments');
    week.emulator.setFaults(faults.LOSES_AND_HIDES);
    await week.fire([decided]);
    await until('COC has it', () => countOf(decided) === 1);
    await decideOpened(week.agent, lastOf(decided)?.incidentNum ?? '');
    await week.check();
    expect(countOf(decided)).toBe(1);
    await week.calm();
    week.emulator.setFaults(faults.NO_FAULTS);
  });

  it('a heartbeat that is late opens an incident, which ends when it is heard', async () => {
    const silent = alarm('MonitoringSilent');
    await week.reload({ heartbeat: true });
    await until('the silence is told', () => countOf(silent) === 1);
    week.model.fires(silent);
    await week.settle();
    await week.heartbeat();
    week.model.ends(silent.name);
    await week.reload({ heartbeat: false });
    await isIn(silent, 'COMPLETED');
    await week.check();
  });
});
