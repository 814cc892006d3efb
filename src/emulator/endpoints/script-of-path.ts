import type { Answer } from '../call.ts';
import { checkFields } from '../contract/check-fields.ts';
import { refusedField, unfit } from '../contract/plain-request.ts';
import { scriptPathRules } from '../contract/script-rules.ts';
import { findScript, type Script } from '../state/script-log.ts';
import type { Store } from '../state/store.ts';

/** The script that a path names, or the refusal of the path. The code and text for an unknown one are assumptions. */
export function scriptOfPath(
  { scripts }: Store,
  ids: { readonly script_uuid: string },
): { readonly script: Script } | { readonly refusal: Answer } {
  const violations = checkFields(ids, scriptPathRules, (name) => name);
  if (violations.length > 0) return { refusal: refusedField(violations.join(' | ')) };
  const script = findScript(scripts, ids.script_uuid);
  return script ? { script } : { refusal: unfit(`The script ${ids.script_uuid} does not exist.`) };
}
