import { scriptDetail, tableAnswer } from '../contract/script-answer.ts';
import { endpoint } from './endpoint.ts';
import { scriptOfPath } from './script-of-path.ts';

/**
 * `GET /v1/job/scripts/{script_uuid}`: returns a script with its content and parameters.
 *
 * @see COC API Reference 2.0, 4.2.5
 */
export const getScript = endpoint({
  operation: 'script-detail',
  method: 'GET',
  path: '/v1/job/scripts/{script_uuid}',
  service: 'coc',
  answer(_call, ids, { settings, store }) {
    const found = scriptOfPath(store, ids);
    if ('refusal' in found) return found.refusal;
    return tableAnswer(settings.orders.table, scriptDetail(found.script));
  },
});
