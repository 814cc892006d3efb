import type { Answer, Call } from '../call.ts';
import { type FieldRule, type FieldRules, LONG_MAX } from '../contract/check-fields.ts';
import { cocSuccess, nullRefusal, UNREADABLE } from '../contract/coc-answer.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readBody } from '../contract/read-fields.ts';
import type { EmulatorSettings } from '../options.ts';
import { recordAlarm } from '../state/alarm-log.ts';
import { endpoint } from './endpoint.ts';

const required: FieldRule = { kind: 'text', required: true, min: 1, max: 255 };
const optional: FieldRule = { kind: 'text', required: false, min: 0, max: 255 };

/** Rules for the body. The API reference requires `applicationId`; the current definition does not. */
const rules: FieldRules = {
  alarmName: required,
  alarmId: required,
  alarmLevel: { kind: 'enum', required: true, values: ['Critical', 'Major', 'Minor', 'Info'] },
  time: { kind: 'long', required: true, max: LONG_MAX },
  nameSpace: required,
  regionId: optional,
  applicationId: required,
  resourceName: optional,
  resourceId: optional,
  alarmDesc: required,
  URL: optional,
  alarmStatus: { kind: 'enum', required: false, values: ['alarm', 'ok'] },
  alarmSource: required,
  additional: { kind: 'object', required: false },
};

const REFUSED = 'COC.00000001';

/** Request headers that are kept with an event. None is about authentication. */
const KEPT_HEADERS = ['content-type', 'content-length', 'user-agent', 'host', 'x-project-id', 'x-domain-id'];

/**
 * `POST /v1/event/huawei/custom/{integration_key}`: receives one alarm and keeps it with the status of its
 * answer.
 *
 * @see COC API Reference, "Custom Event Reporting" (read 2024-07-04).
 */
export const reportCustomEvent = endpoint({
  operation: 'alarm',
  method: 'POST',
  path: '/v1/event/huawei/custom/{integration_key}',
  service: 'coc',
  answer(call, { integration_key: integrationKey }, { settings, store }) {
    const body = call.json;
    const answer = decide(integrationKey, body, settings);
    const { status } = answer;
    const alarm = { receivedAt: call.processedAt, integrationKey, headers: keptHeaders(call), status };
    recordAlarm(store.alarms, body ? { ...alarm, body } : alarm, settings.keepAlarms);
    store.changed();
    return answer;
  },
});

function decide(integrationKey: string, body: JsonObject | undefined, settings: EmulatorSettings): Answer {
  if (!body) return nullRefusal(400, ...UNREADABLE);
  const read = readBody(body, rulesOf(settings), settings.coercion);
  const violations = [
    ...checkIntegrationKey(integrationKey, settings.integrationKeys),
    ...read.violations,
    ...checkCharset(read.fields.alarmId, settings.alarmIdCharset),
  ];
  if (violations.length > 0) return nullRefusal(400, REFUSED, violations.join(' | '));
  return cocSuccess('COC.00000000', 'success', null);
}

function rulesOf(settings: EmulatorSettings): FieldRules {
  return settings.contract === '2.0' ? rules : { ...rules, applicationId: optional };
}

function checkIntegrationKey(key: string, accepted: readonly string[] | undefined): string[] {
  if (key.length < 1 || key.length > 255) return ['integrationKey size must be between 1 and 255'];
  return accepted === undefined || accepted.includes(key) ? [] : ['The field[integration_key] invalid'];
}

function checkCharset(alarmId: unknown, charset: EmulatorSettings['alarmIdCharset']): string[] {
  if (charset === 'any' || typeof alarmId !== 'string' || /^[A-Za-z0-9]*$/.test(alarmId)) return [];
  return ['alarmId must consist of letters and digits'];
}

function keptHeaders(call: Call): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = call.headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
