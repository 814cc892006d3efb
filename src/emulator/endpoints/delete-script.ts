import { uuidAnswer } from '../contract/script-answer.ts';
import { removeScript } from '../state/script-log.ts';
import { endpoint } from './endpoint.ts';
import { scriptOfPath } from './script-of-path.ts';

/**
 * `DELETE /v1/job/scripts/{script_uuid}`: deletes a script. Its orders go on.
 *
 * @see COC API Reference 2.0, 4.2.3
 */
export const deleteScript = endpoint({
  operation: 'script-delete',
  method: 'DELETE',
  path: '/v1/job/scripts/{script_uuid}',
  service: 'coc',
  answer(_call, ids, { store }) {
    const found = scriptOfPath(store, ids);
    if ('refusal' in found) return found.refusal;
    removeScript(store.scripts, found.script.uuid);
    store.changed();
    return uuidAnswer(found.script.uuid);
  },
});
