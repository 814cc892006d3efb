import type { Answer } from '../call.ts';
import { cocRefusal } from './coc-answer.ts';

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Deepest nesting that is read, as in COC's JSON library by default (an assumption). */
const MAX_DEPTH = 1_000;

/** Parses bytes as a UTF-8 JSON object; undefined when they are anything else, or nested too deeply. */
export function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return isObject(value) && isShallow(value) ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}

/** Goes down level by level, without recursion, so that no nesting can exhaust the stack. */
function isShallow(root: object): boolean {
  let level: object[] = [root];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return false;
    level = level.flatMap((value) => Object.values(value).filter(isComposite));
  }
  return true;
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether a parsed JSON value is an object, not an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** COC's answer to a body that is no JSON object. */
export const unreadableBody: Answer = cocRefusal(400, 'common.00000400', 'The request body is invalid.');

/** COC's answer to a body of another content type than JSON. */
export const unsupportedContentType: Answer = cocRefusal(
  415,
  'common.00000400',
  'The content type is not supported.',
);
