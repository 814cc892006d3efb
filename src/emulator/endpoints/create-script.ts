import { CALLER } from '../contract/caller.ts';
import { readPlainBody, unfit } from '../contract/plain-request.ts';
import { readText } from '../contract/read-field.ts';
import { uuidAnswer } from '../contract/script-answer.ts';
import { createScriptChecks, declaredParams, propertiesOf } from '../contract/script-rules.ts';
import { jobUuid } from '../state/job-uuid.ts';
import { firstStatus } from '../state/script-log.ts';
import { endpoint } from './endpoint.ts';

/**
 * `POST /v1/job/scripts`: creates a script whose name no other has. With reviewers it waits for their approval, without them it
 * is approved.
 *
 * @see COC API Reference 2.0, 4.2.1
 */
export const createScript = endpoint({
  operation: 'script-create',
  method: 'POST',
  path: '/v1/job/scripts',
  service: 'coc',
  answer(call, _ids, { settings, store }) {
    const read = readPlainBody(call.json, createScriptChecks, settings.coercion);
    if ('refusal' in read) return read.refusal;
    const { fields } = read;
    const name = readText(fields.name);
    const log = store.scripts;
    if (log.scripts.some((script) => script.name === name)) {
      return unfit(`Exist script with same name: ${name}.`);
    }
    const at = call.processedAt;
    const id = log.nextId;
    log.nextId += 1;
    const uuid = jobUuid('SC', id, at);
    const properties = propertiesOf(fields);
    const texts = { type: readText(fields.type), description: readText(fields.description) };
    const times = { createdAt: at, modifiedAt: at };
    log.scripts.push({
      ...{ id, uuid, name, ...texts, content: readText(fields.content), properties },
      ...{ params: declaredParams(fields), status: firstStatus(properties), ...times },
      ...{ creator: CALLER, operator: CALLER },
    });
    store.changed();
    return uuidAnswer(uuid);
  },
});
