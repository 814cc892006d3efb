import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backend } from './backend.ts';
import type { Call } from './call.ts';
import { callOf } from './call-of.ts';
import { answerCall, tooLarge } from './endpoints/answer-call.ts';
import { type CallTarget, findTarget } from './endpoints/find-target.ts';
import type { FaultRequest } from './faults/decide-fault.ts';
import { planFault } from './faults/fault.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import { logInternalError } from './log-internal-error.ts';
import { type Outgoing, outgoingAnswer } from './outgoing.ts';
import { pause } from './pause.ts';
import { readBodyBytes } from './read-body-bytes.ts';
import { sendOutgoing } from './send-outgoing.ts';

const SILENCE: Outgoing = { kind: 'silence' };

/** Serves one request to the emulated API: reads it, applies a fault if a rule matches, logs and answers it. */
export async function serveCall(
  request: IncomingMessage,
  response: ServerResponse,
  backend: Backend,
): Promise<void> {
  const body = await readBodyBytes(request, backend.settings.maxBodyBytes).catch(() => 'broken' as const);
  if (body === 'broken') {
    backend.log('a client broke the connection while sending its request');
    return;
  }
  const call = callOf(request, body ?? new Uint8Array(), backend.now());
  if (!body) {
    const outgoing = outgoingAnswer(tooLarge(backend));
    record({ call, faultRequest: { path: call.path }, status: outgoing.status }, backend);
    const closing = { ...outgoing, headers: { ...outgoing.headers, Connection: 'close' } };
    return sendOutgoing(closing, response, backend);
  }
  const target = findTarget(call.method, call.path);
  const faultRequest = faultRequestOf(call, target);
  const met = backend.faults.next(faultRequest);
  const plan = met && planFault(met.fault, backend.settings.gatewayPrefix, met.draw);
  const outgoing = await decideOutgoing(plan, { call, target, response }, backend);
  const status = outgoing.kind === 'message' || outgoing.kind === 'flood' ? outgoing.status : null;
  record({ call, faultRequest, status, ...(met && { fault: met.fault.type }) }, backend);
  await sendOutgoing(outgoing, response, backend);
}

interface Exchange {
  readonly call: Call;
  readonly target: CallTarget | undefined;
  readonly response: ServerResponse;
}

/** Decides what is sent to the client: the answer to the call, or what the fault makes of it. */
async function decideOutgoing(
  plan: FaultPlan | undefined,
  exchange: Exchange,
  backend: Backend,
): Promise<Outgoing> {
  const { call, target, response } = exchange;
  switch (plan?.processes) {
    case undefined:
      return outgoingAnswer(answerCall(call, target, backend));
    case 'never':
      return plan.outgoing;
    case 'now':
      return plan.outgoing(answerCall({ ...call, ...plan.view }, target, backend));
    case 'behind':
      processLater(plan.afterMs, exchange, backend).catch((thrown) => logInternalError(backend, thrown));
      return plan.outgoing;
    case 'late': {
      if (plan.evenIfGone) return processLater(plan.afterMs, exchange, backend);
      await pause(plan.afterMs, response, backend.sleep);
      if (response.destroyed) return SILENCE;
      return outgoingAnswer(answerCall({ ...call, processedAt: backend.now() }, target, backend));
    }
  }
}

/** Processes a call `afterMs` later, and returns its answer if its client is still there. */
async function processLater(afterMs: number, exchange: Exchange, backend: Backend): Promise<Outgoing> {
  if (!(await backend.lateCalls.wait(afterMs))) return SILENCE;
  const { call, target, response } = exchange;
  // By the time at which it was due, so that a run does not depend on timers that fire late.
  const processedAt = Math.min(backend.now(), call.receivedAt + afterMs);
  const answer = answerCall({ ...call, processedAt }, target, backend);
  backend.log(`${call.method} ${target?.endpoint.operation ?? call.path} processed after ${afterMs} ms`);
  return response.destroyed ? SILENCE : outgoingAnswer(answer);
}

function faultRequestOf(call: Call, target: CallTarget | undefined): FaultRequest {
  if (!target) return { path: call.path };
  const { operation } = target.endpoint;
  if (operation !== 'alarm') return { path: call.path, operation };
  const faultRequest = { path: call.path, operation, integrationKey: target.ids.integration_key ?? '' };
  const alarmId = call.json?.alarmId;
  return typeof alarmId === 'string' ? { ...faultRequest, alarmId } : faultRequest;
}

interface Outcome {
  readonly call: Call;
  readonly faultRequest: FaultRequest;
  readonly status: number | null;
  readonly fault?: string;
}

/** Records a request in the log of requests, and writes one line to the log. */
function record({ call, faultRequest, ...outcome }: Outcome, { requests, log }: Backend): void {
  const { integrationKey: _integrationKey, ...logged } = faultRequest;
  requests.record({ at: call.receivedAt, method: call.method, ...logged, ...outcome });
  const fault = outcome.fault === undefined ? '' : ` fault=${outcome.fault}`;
  log(`${call.method} ${faultRequest.operation ?? call.path} ${outcome.status ?? 'no answer'}${fault}`);
}
