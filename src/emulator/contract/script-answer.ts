import type { Answer } from '../call.ts';
import type { Script } from '../state/script-log.ts';

/** Form of the answers that the reference has a table for: its tables are bare, its examples wrapped in `data`. */
export type AnswerForm = 'bare' | 'wrapped';

/** An answer with a table in the reference. */
export function tableAnswer(form: AnswerForm, table: unknown): Answer {
  return { status: 200, json: form === 'wrapped' ? { data: table } : table };
}

/** The answer that names a script or an order. The reference has no table for it, its examples have `data`. */
export function uuidAnswer(uuid: string): Answer {
  return { status: 200, json: { data: uuid } };
}

/** A script in the list of scripts. @see COC API Reference 2.0, table 4-12 */
export function scriptRow(script: Script): Record<string, unknown> {
  return {
    id: script.id,
    script_uuid: script.uuid,
    name: script.name,
    type: script.type,
    ...lifeOf(script),
  };
}

/** A script with its content. Values of sensitive parameters are there too: the reference does not hide them. @see table 4-25 */
export function scriptDetail(script: Script): Record<string, unknown> {
  return {
    script_uuid: script.uuid,
    name: script.name,
    version: script.properties.version,
    description: script.description,
    type: script.type,
    content: script.content,
    script_params: script.params,
    ...lifeOf(script),
  };
}

/** What became of a script, in the list as in the detail. */
function lifeOf(script: Script): Record<string, unknown> {
  return {
    status: script.status,
    gmt_created: script.createdAt,
    gmt_modified: script.modifiedAt,
    creator: script.creator,
    creator_id: script.creator,
    operator: script.operator,
    properties: script.properties,
  };
}
