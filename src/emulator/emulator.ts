import { createServer, type Server } from 'node:http';
import { KeyRing } from './auth/key-ring.ts';
import type { Backend } from './backend.ts';
import { type IncidentView, listIncidentViews, viewIncident } from './control/incident-view.ts';
import { listOrderViews, type OrderView } from './control/order-view.ts';
import { putPeopleToWork } from './control/people-control.ts';
import { resetBackend } from './control/reset-control.ts';
import { createEmulatorApp } from './emulator-app.ts';
import { type FaultRulesInput, faultRulesSchema } from './faults/fault.ts';
import { FaultBook } from './faults/fault-book.ts';
import { Fleet } from './fleet/fleet.ts';
import { type FleetInput, fleetSchema } from './fleet/fleet-resource.ts';
import { LateCalls } from './late-calls.ts';
import { type EmulatorOptions, emulatorOptionsSchema } from './options.ts';
import { OutcomeBook } from './orders/outcome-book.ts';
import { type OutcomesInput, outcomesSchema } from './orders/outcome-script.ts';
import { PatchBook } from './patches/patch-book.ts';
import { type PatchReportsInput, patchReportsSchema } from './patches/patch-report.ts';
import { realSleep } from './pause.ts';
import { People } from './people/people.ts';
import { type PeopleInput, peopleSchema } from './people/people-script.ts';
import type { PersonAct } from './people/person-action.ts';
import { workByHand } from './people/work-by-hand.ts';
import type { ReceivedAlarm } from './state/alarm-log.ts';
import { type LoggedRequest, RequestLog } from './state/request-log.ts';
import { reviewScript } from './state/review-script.ts';
import type { Script } from './state/script-log.ts';
import { Store } from './state/store.ts';
import type { WarRoom } from './state/war-room-log.ts';

/** A running emulator. Its methods do in process what the control API does over HTTP. */
export interface Emulator {
  /** Base URL, such as `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Accepted events, in order of arrival. */
  alarms(): readonly ReceivedAlarm[];
  /** All incidents with their current state, without lag. */
  incidents(): readonly IncidentView[];
  /** All war rooms without lag, the first opened first. */
  warRooms(): readonly WarRoom[];
  /** All scripts, the first created first. */
  scripts(): readonly Script[];
  /** All orders with their current state, without lag, the first created first. */
  orders(): readonly OrderView[];
  /** Approves a script that waits for it. @throws when there is no such script, or it does not wait. */
  approveScript(uuid: string): Script;
  /** Replaces the outcomes of scripts for orders to come. @throws {ZodError} when they are malformed. */
  setOutcomes(outcomes: OutcomesInput): void;
  /**
   * Lets a person work on an incident now, and returns the changed incident.
   *
   * @throws when there is no such incident, or its state does not allow the action.
   */
  work(incidentNum: string, act: PersonAct): IncidentView;
  /** Replaces the people who work on incidents. @throws {ZodError} when they are malformed. */
  setPeople(people: PeopleInput): void;
  /** Replaces the resources of the account. @throws {ZodError} when they are malformed. */
  setResources(resources: FleetInput): void;
  /** Replaces the reports about patches. @throws {ZodError} when they are malformed. */
  setPatchReports(reports: PatchReportsInput): void;
  /** The last `limit` requests to the emulated API, oldest first. */
  requests(limit: number): readonly LoggedRequest[];
  /** Replaces the fault rules. @throws {ZodError} when they are malformed. */
  setFaults(rules: FaultRulesInput): void;
  /** Number of calls that a fault lets the emulator process later. */
  lateCalls(): number;
  /** Forgets all that was received, late calls and faults. All else stays. */
  reset(): void;
  /** Closes the port and every connection, also those that hang, and writes the state. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator. It listens once the promise resolves.
 *
 * @throws {ZodError} when the options are malformed.
 * @throws when the address is taken, or the state in `dataDir` cannot be read.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { now = Date.now, sleep = realSleep, log = () => undefined, ...rest } = options;
  const settings = emulatorOptionsSchema.parse(rest);
  const store = await Store.open(settings.dataDir, log);
  const keys = new KeyRing(settings.auth.accessKeys, settings.lockout);
  const people = new People(settings.people);
  const fleet = new Fleet(settings.resources, settings.resourcesMarker);
  const patches = new PatchBook(settings.patchReports, fleet, now);
  const outcomes = new OutcomeBook(settings.scripts.outcomes);
  const logs = { requests: new RequestLog(), faults: new FaultBook() };
  const lateCalls = new LateCalls(sleep);
  const books = { people, outcomes, fleet, patches, ...logs };
  const backend = { settings, store, keys, ...books, lateCalls, now, sleep, log };
  const server = createServer({ keepAliveTimeout: settings.keepAliveMs }, createEmulatorApp(backend));
  await listen(server, settings.host, settings.port);
  return emulatorOf(backend, server);
}

function emulatorOf(backend: Backend, server: Server): Emulator {
  const { store, fleet, patches, requests, faults, lateCalls, settings } = backend;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${host}:${port}`,
    port,
    alarms: () => store.alarms.accepted,
    incidents: () => listIncidentViews(backend),
    warRooms: () => store.warRooms.warRooms,
    scripts: () => store.scripts.scripts,
    orders: () => listOrderViews(backend),
    approveScript: (uuid) => {
      const reviewed = reviewScript(store.scripts, { uuid, review: 'approve', at: backend.now() });
      if ('error' in reviewed) throw new Error(reviewed.error);
      store.changed();
      return reviewed.script;
    },
    setOutcomes: (outcomes) => backend.outcomes.replace(outcomesSchema.parse(outcomes)),
    work: (incidentNum, act) => {
      const worked = workByHand(backend, incidentNum, act);
      if ('error' in worked) throw new Error(worked.error);
      return viewIncident(worked.incident);
    },
    setPeople: (people) => putPeopleToWork(backend, peopleSchema.parse(people)),
    setResources: (resources) => fleet.replace(fleetSchema.parse(resources)),
    setPatchReports: (reports) => patches.replace(patchReportsSchema.parse(reports)),
    requests: (limit) => requests.latest(limit),
    setFaults: (rules) => faults.replace(faultRulesSchema.parse(rules)),
    lateCalls: () => lateCalls.waiting,
    reset: () => resetBackend(backend),
    stop: () => {
      stopped ??= close(server).then(() => {
        lateCalls.forget();
        return store.close();
      });
      return stopped;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
