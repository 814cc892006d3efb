import { CALLER } from '../contract/caller.ts';
import { readPlainBody, refusedField } from '../contract/plain-request.ts';
import { readText } from '../contract/read-field.ts';
import { uuidAnswer } from '../contract/script-answer.ts';
import { declaredParams, propertiesOf, updateScriptChecks } from '../contract/script-rules.ts';
import { firstStatus, replaceScript } from '../state/script-log.ts';
import { endpoint } from './endpoint.ts';
import { scriptOfPath } from './script-of-path.ts';

/**
 * `PUT /v1/job/scripts/{script_uuid}`: changes a script. One with reviewers needs reviewers again, and their approval.
 * Properties and parameters that are left out stay.
 *
 * @see COC API Reference 2.0, 4.2.4
 */
export const updateScript = endpoint({
  operation: 'script-update',
  method: 'PUT',
  path: '/v1/job/scripts/{script_uuid}',
  service: 'coc',
  answer(call, ids, { settings, store }) {
    const read = readPlainBody(call.json, updateScriptChecks, settings.coercion);
    if ('refusal' in read) return read.refusal;
    const found = scriptOfPath(store, ids);
    if ('refusal' in found) return found.refusal;
    const { fields } = read;
    const { script } = found;
    const given =
      fields.properties === undefined || fields.properties === null ? undefined : propertiesOf(fields);
    if (script.properties.reviewers.length > 0 && !given?.reviewers.length) {
      return refusedField('reviewers size must be between 1 and 5');
    }
    const properties = given ?? script.properties;
    replaceScript(store.scripts, {
      ...script,
      description: readText(fields.description),
      content: readText(fields.content),
      properties,
      params: Array.isArray(fields.script_params) ? declaredParams(fields) : script.params,
      status: firstStatus(properties),
      modifiedAt: call.processedAt,
      operator: CALLER,
    });
    store.changed();
    return uuidAnswer(script.uuid);
  },
});
