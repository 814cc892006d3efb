import { rm, writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.ts';
import type { PersonAction } from '../../../src/emulator/people/person-action.ts';
import { alertmanagerBody, grafanaBody, type SentAlert } from '../alertmanager-body.ts';
import { fastClock } from '../fast-clock.ts';
import {
  type AgentSetup,
  agentConfig,
  type RunningAgent,
  runAgent,
  runEmulator,
  temporaryDirectory,
  until,
} from '../running-agent.ts';
import { isOpen, type WeekAlarm, WeekModel } from './week-model.ts';
import { FIRST_CONFIG, incidentsSection, otherSections, type WeekConfig } from './week-policy.ts';

const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
/** A call counts as absent only long after its timeout, which counts real time. */
const WAITS = `backoff: { initial: 1s, max: 20s }
  confirmRejectedAfter: 10s
  incidentLookupDelay: 30s
  incidentAbsentAfter: 20m
  incidentListLag: 90s`;

/** A week of on-call duty: an agent, a COC, what happens to them, and a model that judges it. */
export class Week {
  readonly emulator: Emulator;
  readonly model: WeekModel;
  readonly #clock: ReturnType<typeof fastClock>;
  readonly #directory: string;
  #agent: RunningAgent | undefined;
  #config: WeekConfig = FIRST_CONFIG;

  private constructor(emulator: Emulator, clock: ReturnType<typeof fastClock>, directory: string) {
    this.emulator = emulator;
    this.model = new WeekModel(emulator, () => clock.now());
    this.#clock = clock;
    this.#directory = directory;
  }

  /** Begins a week that ends with `stopEverything`. */
  static async begin(speed: number): Promise<Week> {
    const clock = fastClock(speed);
    const week = new Week(await runEmulator({ clock }), clock, await temporaryDirectory());
    week.#agent = await runAgent(week.#setup());
    return week;
  }

  get agent(): RunningAgent {
    if (!this.#agent) throw new Error('the week has not begun');
    return this.#agent;
  }

  /** These alarms begin to fire, or fire on with another severity. */
  async fire(alarms: readonly WeekAlarm[], { severity = 'critical' } = {}): Promise<void> {
    for (const alarm of alarms) this.model.fires(alarm, { isCritical: severity === 'critical' });
    await this.#send(alarms, { severity });
  }

  async end(alarms: readonly WeekAlarm[]): Promise<void> {
    const firing = this.model.firing();
    await this.#send(
      alarms.filter(({ name }) => firing.some((one) => one.name === name)),
      { status: 'resolved' },
    );
    for (const { name } of alarms) this.model.ends(name);
  }

  /** A person works on the only open incident of an alarm. */
  person(action: PersonAction, { name }: WeekAlarm): void {
    const [incident] = this.model.incidentsOf(name).filter(isOpen);
    if (!incident) throw new Error(`${name} has no open incident`);
    if (action === 'reject' || action === 'complete') this.model.personEnds(incident.incidentNum);
    if (action === 'resolve') this.model.personSolves(incident.incidentNum);
    this.emulator.work(incident.incidentNum, { action, operator: 'ann' });
  }

  /** The configuration changes, and the sources repeat what fires. */
  async reload(changes: Partial<WeekConfig>): Promise<void> {
    this.#config = { ...this.#config, ...changes };
    await rm(this.agent.configFile);
    await writeFile(this.agent.configFile, agentConfig(this.#setup()));
    expect((await this.agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
    this.model.drops(this.#config.dropped);
    await this.repeat();
  }

  async restart(): Promise<void> {
    await this.agent.stop();
    this.#agent = await runAgent(this.#setup());
  }

  /** The sources say again what fires. */
  async repeat(): Promise<void> {
    const firing = this.model.firing().filter(({ name }) => name !== 'MonitoringSilent');
    for (const isCritical of [true, false])
      await this.#send(
        firing.filter((one) => one.isCritical === isCritical),
        { severity: isCritical ? 'critical' : 'warning' },
      );
  }

  /** The heartbeat of the source `pager` is heard. */
  async heartbeat(): Promise<void> {
    const watchdog = alertmanagerBody({ name: 'Watchdog', severity: 'none' });
    expect((await this.agent.post('pager', watchdog)).status).toBe(200);
  }

  /** Lets minutes of the fast clock pass. */
  pass(minutes: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(minutes * 60_000, resolve));
  }

  /** Waits until the agent has carried out everything, and the model has nothing to complain of. */
  async settle(): Promise<void> {
    let complaints: readonly string[] = [];
    const isFine = () => {
      complaints = this.model.complaints();
      return complaints.length === 0;
    };
    await until('the promise holds', isFine).catch((thrown: Error) => {
      throw new Error(`${thrown.message}: ${complaints.join('; ')}\n${this.#shown()}`);
    });
  }

  /** Settles, and finds it so again after some minutes. */
  async check(): Promise<void> {
    await this.settle();
    await this.pass(3);
    await this.settle();
  }

  /** Ends everything, and waits until no incident is left that the agent has to end. */
  async calm(): Promise<void> {
    await this.end(this.model.firing());
    await this.ended();
    await this.settle();
  }

  /** Waits until the agent has ended what is over. */
  ended(): Promise<void> {
    return until('what is over is ended', () => this.model.toEnd().length === 0);
  }

  async #send(alarms: readonly WeekAlarm[], changes: Partial<SentAlert>): Promise<void> {
    for (const source of ['alertmanager', 'grafana'] as const) {
      const sent = alarms
        .filter((alarm) => (alarm.source ?? 'alertmanager') === source)
        .flatMap((alarm) => this.#alertsOf(alarm, changes));
      if (sent.length === 0) continue;
      const body = source === 'grafana' ? grafanaBody(...sent) : alertmanagerBody(...sent);
      expect((await this.agent.post(source, body)).status).toBe(200);
    }
  }

  #alertsOf(
    { name, team, cluster, hosts = 1 }: WeekAlarm,
    changes: Partial<SentAlert>,
  ): readonly SentAlert[] {
    const now = this.#clock.now();
    const since = this.model.firing().find((one) => one.name === name)?.firesSince ?? now;
    const times = { startsAt: new Date(since).toISOString(), endsAt: new Date(now).toISOString() };
    return Array.from({ length: hosts }, (_, host) => ({
      ...{ name, severity: 'critical', ...times, ...changes },
      labels: { team, cluster, instance: `${cluster}-${host}` },
      // The same alarm at each severity.
      fingerprint: Buffer.from(`${name}/${host}`).toString('hex'),
    }));
  }

  #setup(): AgentSetup {
    return {
      cocUrl: this.emulator.url,
      directory: this.#directory,
      clock: this.#clock,
      coc: `${AUTH}\n  timeout: 2s`,
      sources: `alertmanager: { type: alertmanager }
  grafana: { type: grafana }
  pager: { type: alertmanager }`,
      incidents: incidentsSection(this.#config),
      waits: WAITS,
      delivery: 'incidentPoll: { initial: 10s, max: 1m }',
      rest: otherSections(this.#config),
    };
  }

  #shown(): string {
    return this.model
      .incidents()
      .map(({ incidentNum, level, title, timeline }) => {
        const steps = timeline.map(({ action, byHand }) => `${action}${byHand ? '*' : ''}`);
        return `${incidentNum} ${level} ${title}: ${steps.join(' ')}`;
      })
      .join('\n');
  }
}
