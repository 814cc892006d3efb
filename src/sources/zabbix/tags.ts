import { type Labels, labelsFrom } from '../../alerts/alert.ts';
import { isJsonObject } from '../shape.ts';

/** One tag of an event. Its value may be empty. */
export interface Tag {
  readonly tag: string;
  readonly value: string;
}

/**
 * Parses `{EVENT.TAGSJSON}` (`[{"tag":"scope","value":"x"}]`) or `{EVENT.TAGS}` (`scope:x, other`). The
 * second form is ambiguous, because a value may contain commas and colons too. Empty when there are no tags. Zabbix cuts
 * a macro with a long value: the tags that are whole count.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/appendix/macros/supported_by_location
 * "{EVENT.TAGSJSON}", read 2026-08; fixture `problem.json`
 */
export function parseTags(text: string | undefined): readonly Tag[] {
  if (text === undefined) return [];
  const list = jsonList(text) ?? jsonList(wholeTags(text));
  if (list !== undefined) return list.flatMap((entry) => tagOf(entry) ?? []);
  return text.split(', ').flatMap((part) => {
    const colon = part.indexOf(':');
    const tag = (colon < 0 ? part : part.slice(0, colon)).trim();
    return tag === '' ? [] : [{ tag, value: colon < 0 ? '' : part.slice(colon + 1).trim() }];
  });
}

/** True for a list of tags as JSON whose end is missing. */
export function areTagsCut(text: string | undefined): boolean {
  return text !== undefined && jsonList(text) === undefined && jsonList(wholeTags(text)) !== undefined;
}

/** The tags before the cut as a JSON list; undefined for a text that is no list of objects. */
function wholeTags(text: string): string | undefined {
  if (!/^\[\s*\{/.test(text)) return undefined;
  let end = 1;
  for (const tag of text.slice(1).matchAll(/[,\s]*(\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\})/gy))
    end = tag.index + 1 + tag[0].length;
  return `${text.slice(0, end)}]`;
}

/** Tags that our media type adds to a problem. They say nothing about the problem itself. */
const WRITTEN_BACK: ReadonlySet<string> = new Set(['coc_agent', 'coc_alarm_id', 'coc_incident', 'coc_link']);

/**
 * Makes labels from tags, without those of our media type. Values of a repeated tag are joined with commas.
 */
export function labelsOfTags(tags: readonly Tag[]): Labels {
  const values = new Map<string, string[]>();
  for (const { tag, value } of tags) {
    if (WRITTEN_BACK.has(tag)) continue;
    const known = values.get(tag);
    if (known) known.push(value);
    else values.set(tag, [value]);
  }
  return labelsFrom([...values].map(([tag, list]) => [tag, list.join(',')]));
}

function jsonList(text: string | undefined): readonly unknown[] | undefined {
  if (!text?.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // Not JSON: the other form may start with a bracket too.
  }
}

function tagOf(entry: unknown): Tag | undefined {
  if (!isJsonObject(entry) || typeof entry.tag !== 'string' || entry.tag === '') return undefined;
  return { tag: entry.tag, value: typeof entry.value === 'string' ? entry.value : '' };
}
