import { KeyRing } from '../../../src/emulator/auth/key-ring.ts';
import type { Backend } from '../../../src/emulator/backend.ts';
import type { Answer, Call } from '../../../src/emulator/call.ts';
import { answerCall } from '../../../src/emulator/endpoints/answer-call.ts';
import { findTarget } from '../../../src/emulator/endpoints/find-target.ts';
import { FaultBook } from '../../../src/emulator/faults/fault-book.ts';
import { Fleet } from '../../../src/emulator/fleet/fleet.ts';
import { LateCalls } from '../../../src/emulator/late-calls.ts';
import type { Operation } from '../../../src/emulator/operation.ts';
import { type EmulatorOptions, emulatorOptionsSchema } from '../../../src/emulator/options.ts';
import { OutcomeBook } from '../../../src/emulator/orders/outcome-book.ts';
import { PatchBook } from '../../../src/emulator/patches/patch-book.ts';
import { People } from '../../../src/emulator/people/people.ts';
import { RequestLog } from '../../../src/emulator/state/request-log.ts';
import { Store } from '../../../src/emulator/state/store.ts';
import { type ListManner, type ListQuery, pageOf } from './lying-list.ts';

/** A call before it has arrived. */
export type CallToMake = Omit<Call, 'receivedAt' | 'processedAt'>;

/** Rows that a loose list can show. */
const MOST_ROWS = 1_000;

/** COC: the emulator's own code, called without a network, by the clock of the simulated world. */
export class SimulatedCoc {
  readonly #backend: Backend;

  private constructor(backend: Backend) {
    this.#backend = backend;
  }

  static async open(options: EmulatorOptions, now: () => number): Promise<SimulatedCoc> {
    const settings = emulatorOptionsSchema.parse(options);
    const store = await Store.open(undefined, () => undefined);
    // The network of the simulation decides when a call arrives.
    const sleep = async () => undefined;
    const fleet = new Fleet(settings.resources, settings.resourcesMarker);
    const backend: Backend = {
      settings,
      store,
      keys: new KeyRing(settings.auth.accessKeys, settings.lockout),
      people: new People(settings.people),
      fleet,
      patches: new PatchBook(settings.patchReports, fleet, now),
      outcomes: new OutcomeBook(settings.scripts.outcomes),
      requests: new RequestLog(),
      faults: new FaultBook(),
      lateCalls: new LateCalls(sleep),
      now,
      sleep,
      log: () => undefined,
    };
    return new SimulatedCoc(backend);
  }

  get store(): Store {
    return this.#backend.store;
  }

  /** True while a person may still work on an incident. */
  get isBusy(): boolean {
    const { people, store } = this.#backend;
    const acts = people.current().flatMap((person) => person.acts.map(({ afterMs }) => afterMs));
    const last = store.incidents.incidents.at(-1);
    return last !== undefined && this.#backend.now() < last.createdAt + Math.max(0, ...acts);
  }

  /** Lets people do what they were to do by now. */
  catchUp(): void {
    this.#backend.people.catchUp(this.store.incidents, this.#backend.now());
  }

  /** Operation that a call asks for; undefined when COC has none. */
  static operationOf({ method, path }: Pick<Call, 'method' | 'path'>): Operation | undefined {
    return findTarget(method, path)?.endpoint.operation;
  }

  /** Carries out a call now. */
  answer(call: CallToMake): Answer {
    const target = findTarget(call.method, call.path);
    const now = this.#backend.now();
    return answerCall({ ...call, receivedAt: now, processedAt: now }, target, this.#backend);
  }

  /** Answers a list of incidents in this manner. */
  list(call: CallToMake, manner: ListManner): Answer {
    const lagMs = Math.round(manner.lagMs);
    const asked = { page: 1, per_page: 50, ...call.json } as ListQuery & Record<string, unknown>;
    const whole = { ...asked, page: 1, per_page: MOST_ROWS, ...(manner.loose && { string_filters: [] }) };
    const answer = this.answer({ ...call, json: whole, lagMs });
    const json = answer.json as { data?: { tickets?: readonly unknown[] } } | undefined;
    if (!json?.data?.tickets) return answer;
    return { ...answer, json: { ...json, data: pageOf(json.data.tickets, asked, manner) } };
  }
}
