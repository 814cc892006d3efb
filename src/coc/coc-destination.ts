import { readFileSync } from 'node:fs';
import type {
  DueEntry,
  IncidentKey,
  OpenIncident,
  RemarkIncident,
  ReportAlarm,
} from '../outbox/events/entry.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { Destination } from '../outbox/ports/destination.ts';
import type {
  IncidentReader,
  IncidentReading,
  NumbersReading,
  ReferenceReading,
} from '../outbox/ports/incident-reader.ts';
import { sameSettings } from '../settings/same-settings.ts';
import type { Clock } from '../time/clock.ts';
import { callApi, deliveredBy, failedOutcome } from './calls/call-api.ts';
import { createIncident } from './calls/create-incident.ts';
import { reportEvent } from './calls/report-event.ts';
import { cutAt } from './clean-text.ts';
import type { CallResult, CocCall, CocClient } from './client.ts';
import { type ClockOffset, NO_OFFSET } from './clock-offset.ts';
import type { CocConfig } from './config.ts';
import { encodeAlarm } from './encode-alarm.ts';
import { encodeIncident } from './encode-incident.ts';
import { fetchIncidentState } from './fetch-incident-state.ts';
import { fetchReference } from './fetch-reference.ts';
import { fetchNumbers, findIncident } from './find-incident.ts';
import { faultOfKey } from './integration-key.ts';
import { type Integrations, integrationsOf } from './integrations.ts';
import { leadIncident } from './lead-incident.ts';
import { type CocDeps, openClient } from './open-client.ts';
import { openWarRoom } from './open-war-room.ts';
import { type Probe, probe } from './probe.ts';
import { notTold, remarkIncident } from './remark-incident.ts';

/** Time for which COC is not asked for remarks after a 404, which may pass, or be about one incident. */
const NO_REMARKS_MS = 30 * 60_000;

/**
 * Delivers entries to COC. An alarm may arrive twice without harm, an incident or war room may not. So if an
 * earlier attempt may have opened one, this attempt only looks for it.
 */
export class CocDestination implements Destination, IncidentReader {
  readonly #client: CocClient;
  readonly #clock: Clock;
  /** Content of the file of authorities, as it was when the connections were set up. */
  readonly #authorities: string | undefined;
  readonly #authVersion: () => string;
  #config: CocConfig;
  #integrations: Integrations;
  /**
   * Time until which COC counts as one without remarks on incidents, by the monotonic clock. Never set where
   * the configuration insists on them.
   */
  #noRemarksUntil = Number.NEGATIVE_INFINITY;

  /** @throws {ConfigError} when a file that the configuration names cannot be used. */
  constructor(config: CocConfig, deps: CocDeps) {
    const { client, authVersion } = openClient(config, deps);
    this.#client = client;
    this.#clock = deps.clock;
    this.#authorities = contentOf(config.caFile);
    this.#authVersion = authVersion;
    this.#config = config;
    this.#integrations = integrationsOf(config, deps.clock);
  }

  /**
   * Takes over settings that need no other connections and credentials, and returns true; otherwise nothing changes.
   * So what is known of the credentials, and the connections, last over a change of something else.
   */
  adopt(config: CocConfig): boolean {
    if (!sameSettings(wayOf(config), wayOf(this.#config))) return false;
    if (contentOf(config.caFile) !== this.#authorities) return false;
    this.#config = config;
    this.#integrations = integrationsOf(config, this.#clock);
    this.#noRemarksUntil = Number.NEGATIVE_INFINITY;
    return true;
  }

  async deliver(entry: DueEntry, signal: AbortSignal): Promise<Outcome> {
    const { body } = entry;
    switch (body.kind) {
      case 'report-alarm':
        return this.#reportAlarm(body, signal);
      case 'open-incident':
        return entry.uncertain
          ? findIncident(body.key, this.#calling(signal))
          : this.#openIncident(body, signal);
      case 'handle-incident': {
        const { serviceInterruptAs } = this.#config;
        return leadIncident(entry, body, { call: this.#calling(signal), serviceInterruptAs });
      }
      case 'open-war-room':
        return openWarRoom(entry, body, this.#calling(signal));
      case 'remark-incident':
        return this.#remark(entry, body, signal);
    }
  }

  /** True where COC takes remarks on incidents, as far as is known. */
  takesRemarks(): boolean {
    return this.#config.incidentApi !== 'v1' && this.#clock.monotonic() >= this.#noRemarksUntil;
  }

  async #remark(entry: DueEntry, body: RemarkIncident, signal: AbortSignal): Promise<Outcome> {
    if (!this.takesRemarks())
      return notTold('COC has no remarks on incidents, or the configuration wants none');
    const outcome = await remarkIncident(entry, body, this.#calling(signal));
    if (this.#config.incidentApi === 'v2' || !isLacking(outcome)) return outcome;
    // A missing permission may be about this incident alone.
    if (outcome.reason === 'not-found') this.#noRemarksUntil = this.#clock.monotonic() + NO_REMARKS_MS;
    return notTold(outcome.detail);
  }

  readIncident(incidentNum: string, signal: AbortSignal): Promise<IncidentReading> {
    return fetchIncidentState(incidentNum, this.#calling(signal));
  }

  readNumbers(key: IncidentKey, signal: AbortSignal): Promise<NumbersReading> {
    return fetchNumbers(key, this.#calling(signal));
  }

  readReference(incidentNum: string, key: IncidentKey, signal: AbortSignal): Promise<ReferenceReading> {
    return fetchReference(incidentNum, key, this.#calling(signal));
  }

  #calling(signal: AbortSignal): (call: CocCall) => Promise<CallResult> {
    return (call) => this.#client.call(call, signal);
  }

  /** Makes calls that change nothing, to see what answers them. `clock` is absent when no answer had a date. */
  async probe(signal: AbortSignal): Promise<Probe & { readonly clock?: ClockOffset }> {
    const made = await probe(this.#calling(signal), { remarks: this.takesRemarks() });
    const clock = this.clockOffset();
    return clock === NO_OFFSET ? made : { ...made, clock };
  }

  /**
   * Changes when credentials or integration keys change, also in their files. Then a paused destination is
   * worth a try.
   */
  credentialsVersion(): string {
    return `${this.#authVersion()}.${this.#integrations.version()}`;
  }

  /** Lets the next attempt try refused credentials again, because an operator asks for it. */
  hurry(): void {
    this.#client.hurry();
  }

  /** Time by which COC's clock is ahead of ours. */
  clockOffset(): ClockOffset {
    return this.#client.clockOffset();
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #reportAlarm(body: ReportAlarm, signal: AbortSignal): Promise<Outcome> {
    const { integration } = body.alarm;
    const key = this.#integrations.keyOf(integration);
    if (!key) return unknownIntegration(integration, this.#integrations.names());
    const fault = faultOfKey(key);
    if (fault !== undefined) return unusableKey(integration, fault);
    const call = (made: CocCall) => this.#client.call({ ...made, secrets: [key] }, signal);
    const request = { path: { integration_key: key.reveal() }, body: encodeAlarm(body) };
    const reported = await callApi(call, reportEvent, request);
    return reported.kind === 'answered'
      ? deliveredBy(reported, { result: 'alarm-reported' })
      : failedOutcome(reported);
  }

  async #openIncident({ request, key }: OpenIncident, signal: AbortSignal): Promise<Outcome> {
    const body = encodeIncident(request, key, this.#config.serviceInterruptAs);
    const opened = await callApi(this.#calling(signal), createIncident, { body });
    if (opened.kind !== 'answered') return failedOutcome(opened);
    const { incident_num: incidentNum } = opened.answer;
    return deliveredBy(opened, { result: 'incident-opened', incidentNum });
  }
}

/** The settings of connections and credentials. */
function wayOf(config: CocConfig) {
  const { integrationKey, integrationKeyFile, integrations, serviceInterruptAs, incidentApi, ...way } =
    config;
  return way;
}

/** True when COC has no such API, or does not allow it. */
function isLacking(outcome: Outcome): outcome is Extract<Outcome, { kind: 'retry' }> {
  if (outcome.kind !== 'retry') return false;
  return outcome.reason === 'not-found' || outcome.reason === 'forbidden';
}

function contentOf(file: string | undefined): string | undefined {
  let content: string | undefined;
  try {
    // Stryker disable next-line ConditionalExpression: reading no file fails, and the content is undefined then too.
    if (file !== undefined) content = readFileSync(file, 'utf8');
  } catch {
    // It is gone, or not to be read any more.
  }
  return content;
}

function unknownIntegration(name: string, known: readonly string[]): Outcome {
  const place = placeOf(name);
  const remedy = `set ${place}, make its file readable, or change the route`;
  const detail = `no key for the integration ${name} (known: ${known.join(', ')}); ${remedy}`;
  return { kind: 'retry', reason: 'unknown-integration', scope: 'destination', detail: cutAt(detail, 512) };
}

function unusableKey(name: string, fault: string): Outcome {
  const detail = `not sent: the key of the integration ${name} ${fault}; correct ${placeOf(name)} or its file`;
  return { kind: 'retry', reason: 'unknown-integration', scope: 'destination', detail };
}

function placeOf(integration: string): string {
  return integration === 'default' ? 'coc.integrationKey' : `coc.integrations.${integration}`;
}
