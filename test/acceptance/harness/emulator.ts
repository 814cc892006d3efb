import type { FaultRulesInput } from '../../../src/emulator/faults/fault.ts';
import type { EmulatorOptions } from '../../../src/emulator/options.ts';
import type { PeopleInput } from '../../../src/emulator/people/people-script.ts';
import { freePort } from '../../support/free-port.ts';
import { callJson } from './json-call.ts';
import type { Lab } from './lab.ts';
import { programArguments } from './program.ts';
import { waitFor } from './wait-for.ts';

/** An alarm as COC received it. */
interface SeenAlarm {
  readonly alarmId: string;
  readonly alarmName: string;
  readonly alarmLevel: string;
  readonly alarmStatus: 'alarm' | 'ok';
  readonly time: number;
  readonly applicationId: string;
}

/** An incident as the emulator holds it. */
interface SeenIncident {
  readonly incidentNum: string;
  readonly title: string;
  readonly description: string;
  readonly level: string;
  readonly currentCloudService: readonly string[];
  /** What happened to it, oldest first, by whom, and whether a person did it in COC's console. */
  readonly timeline: readonly {
    readonly action: string;
    readonly operator: string;
    readonly byHand?: true;
  }[];
}

/** A war room as the emulator holds it. */
interface SeenWarRoom {
  readonly incidentNum: string;
  readonly admin: string;
}

/** One fault rule of the emulator. */
export type FaultRule = FaultRulesInput['rules'][number];

/** The emulator in a process of its own, by its control API. */
export interface CocEmulator {
  readonly url: string;
  /** The accepted alarms, in the order of their arrival. */
  alarms(): Promise<readonly SeenAlarm[]>;
  /** Waits until there are this many, or more: whoever waits checks afterwards. */
  waitForAlarms(count: number): Promise<void>;
  incidents(): Promise<readonly SeenIncident[]>;
  warRooms(): Promise<readonly SeenWarRoom[]>;
  /** Lets people work on incidents by themselves from now on. */
  usePeople(people: PeopleInput): Promise<void>;
  /** The operations of the calls that have ended, oldest first. */
  operations(): Promise<readonly string[]>;
  useFaults(...rules: readonly FaultRule[]): Promise<void>;
  endFaults(): Promise<void>;
  /** How many calls the rules in force were applied to, those that still hang among them. */
  faultsApplied(): Promise<number>;
}

/** Starts the COC emulator, whose lists lag behind by a moment only. */
export async function startEmulator(lab: Lab): Promise<CocEmulator> {
  const port = await freePort();
  const settings: EmulatorOptions = { incidentLagMs: 200 };
  const options = await lab.writeFile('emulator.yaml', settings);
  const url = `http://127.0.0.1:${port}`;
  const args = ['emulator', '--listen', `127.0.0.1:${port}`, '--options', options];
  lab.run('emulator', process.execPath, programArguments(...args));
  const control = `${url}/emulator`;
  const alarms = async () => {
    const answer = await callJson<{ alarms: { body: SeenAlarm }[] }>(`${control}/alarms`);
    return answer.alarms.map(({ body }) => body);
  };
  await waitFor('the emulator', alarms, () => true);
  return {
    url,
    alarms,
    async waitForAlarms(count) {
      await waitFor(`${count} alarms in COC`, alarms, ({ length }) => length >= count);
    },
    incidents: async () => (await callJson<{ incidents: SeenIncident[] }>(`${control}/incidents`)).incidents,
    warRooms: async () => (await callJson<{ warRooms: SeenWarRoom[] }>(`${control}/war-rooms`)).warRooms,
    usePeople: (people) => callJson(`${control}/people`, { method: 'PUT', body: { people } }),
    async operations() {
      const path = `${control}/requests?limit=10000`;
      const { requests } = await callJson<{ requests: { operation?: string }[] }>(path);
      return requests.flatMap(({ operation }) => operation ?? []);
    },
    useFaults: (...rules) => callJson(`${control}/faults`, { method: 'PUT', body: { rules } }),
    async faultsApplied() {
      const { applied } = await callJson<{ applied: number[] }>(`${control}/faults`);
      return applied.reduce((sum, count) => sum + count, 0);
    },
    endFaults: () => callJson(`${control}/faults`, { method: 'DELETE' }),
  };
}
