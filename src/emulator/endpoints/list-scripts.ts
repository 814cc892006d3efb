import type { FieldRules } from '../contract/check-fields.ts';
import { LONG_MAX } from '../contract/check-fields.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readPlainQuery } from '../contract/plain-request.ts';
import { readText } from '../contract/read-field.ts';
import { scriptRow, tableAnswer } from '../contract/script-answer.ts';
import { riskLevels, scriptTypes } from '../contract/script-rules.ts';
import type { Script } from '../state/script-log.ts';
import { endpoint } from './endpoint.ts';
import { ordersUntil } from './lag.ts';
import { newestPage } from './marked-page.ts';

/** Rules for the query. */
const rules: FieldRules = {
  limit: { kind: 'long', required: true, min: 1, max: 100 },
  marker: { kind: 'long', required: false, min: 0, max: LONG_MAX },
  name_like: { kind: 'text', required: false, min: 1, max: 32 },
  creator: { kind: 'text', required: false, min: 1, max: 64 },
  risk_level: { kind: 'enum', required: false, values: riskLevels },
  type: { kind: 'enum', required: false, values: scriptTypes },
};

/**
 * `GET /v1/job/scripts`: lists scripts, the newest first, as orders are listed. `marker` is the id of the last row of the page
 * before.
 *
 * @see COC API Reference 2.0, 4.2.2
 */
export const listScripts = endpoint({
  operation: 'script-list',
  method: 'GET',
  path: '/v1/job/scripts',
  service: 'coc',
  answer(call, _ids, { settings, store }) {
    const read = readPlainQuery(call.query, rules);
    if ('refusal' in read) return read.refusal;
    const until = ordersUntil(call, settings);
    const found = store.scripts.scripts
      .filter(({ createdAt }) => createdAt <= until)
      .filter((script) => call.listing?.unfiltered || passes(read.fields, script));
    const page = { fields: read.fields, idOf: ({ id }: Script) => id };
    const { rows, total } = newestPage(found, page, call.listing);
    return tableAnswer(settings.orders.table, { total, data: rows.map(scriptRow) });
  },
});

function passes(fields: JsonObject, script: Script): boolean {
  const { creator, risk_level, type } = fields;
  return (
    script.name.toLowerCase().includes(readText(fields.name_like).toLowerCase()) &&
    (creator === undefined || creator === script.creator) &&
    (risk_level === undefined || risk_level === script.properties.risk_level) &&
    (type === undefined || type === script.type)
  );
}
