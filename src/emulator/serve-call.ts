import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backend } from './backend.ts';
import type { Call } from './call.ts';
import { parseObject } from './contract/read-json.ts';
import { answerCall, findTarget, type Target, tooLarge } from './endpoints/answer-call.ts';
import type { FaultRequest } from './faults/decide-fault.ts';
import { type Fault, planFault } from './faults/fault.ts';
import { plainWire, type Wire } from './faults/wire.ts';
import { pause } from './pause.ts';
import { readBody } from './read-body.ts';
import { transmit } from './transmit.ts';

/** Serves one request to the emulated API: reads it, lets a fault interfere if one is due, answers and logs it. */
export async function serveCall(
  request: IncomingMessage,
  response: ServerResponse,
  backend: Backend,
): Promise<void> {
  const body = await readBody(request, backend.settings.maxBodyBytes).catch(() => 'broken-off' as const);
  if (body === 'broken-off') {
    backend.log('a client broke off while it sent its request');
    return;
  }
  const call = callOf(request, body ?? new Uint8Array(), backend.now());
  if (!body) {
    const wire = plainWire(tooLarge(backend));
    record(call, { path: call.path }, backend, { status: wire.status });
    return transmit(
      { ...wire, headers: { ...wire.headers, Connection: 'close' } },
      response,
      call.receivedAt,
    );
  }
  const target = findTarget(call.method, call.path);
  const asked = faultRequestOf(call, target);
  const fault = backend.faults.next(asked);
  const wire = await decideWire(call, target, fault, response, backend);
  const status = wire.kind === 'message' || wire.kind === 'flood' ? wire.status : null;
  record(call, asked, backend, fault ? { status, fault: fault.type } : { status });
  await transmit(wire, response, backend.now());
}

async function decideWire(
  call: Call,
  target: Target | undefined,
  fault: Fault | undefined,
  response: ServerResponse,
  backend: Backend,
): Promise<Wire> {
  if (!fault) return plainWire(answerCall(call, target, backend));
  const plan = planFault(fault, backend.settings.gatewayPrefix);
  if (!plan.processes) return plan.wire;
  const seen = plan.lagMs === undefined ? call : { ...call, lagMs: plan.lagMs };
  if (plan.delayMs === undefined) return plan.wire(answerCall(seen, target, backend));
  await pause(plan.delayMs, response);
  if (response.destroyed) return { kind: 'silence' };
  return plan.wire(answerCall({ ...seen, receivedAt: backend.now() }, target, backend));
}

function callOf(request: IncomingMessage, body: Uint8Array, receivedAt: number): Call {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const headers = Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(', ')]);
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: Object.fromEntries(headers),
    body,
    receivedAt,
  };
}

function faultRequestOf(call: Call, target: Target | undefined): FaultRequest {
  if (!target) return { path: call.path };
  const { operation } = target.endpoint;
  if (operation !== 'alarm') return { path: call.path, operation };
  const asked = { path: call.path, operation, integrationKey: target.id };
  const alarmId = parseObject(call.body)?.alarmId;
  return typeof alarmId === 'string' ? { ...asked, alarmId } : asked;
}

function record(
  call: Call,
  asked: FaultRequest,
  { requests, log }: Backend,
  outcome: { readonly status: number | null; readonly fault?: string },
): void {
  const { integrationKey: _integrationKey, ...logged } = asked;
  requests.record({ at: call.receivedAt, method: call.method, ...logged, ...outcome });
  const fault = outcome.fault === undefined ? '' : ` fault=${outcome.fault}`;
  log(`${call.method} ${asked.operation ?? call.path} ${outcome.status ?? 'no answer'}${fault}`);
}
