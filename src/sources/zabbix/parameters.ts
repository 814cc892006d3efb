import type { Json } from '../../alerts/alert.ts';
import { firstText } from '../../alerts/first-text.ts';
import { ALIASES, type ParameterName } from './payload.ts';

/**
 * A macro that Zabbix left as it was: it has no value in this kind of message, or does not exist there. The Test button
 * leaves all of them.
 * @see fixture `problem.json` (`{EVENT.RECOVERY.ID}`) and `test-button.json`
 */
const MACRO = /^\{[^{}]*\}$|^\{\{.*\}$/s;
const UNKNOWN = '*UNKNOWN*';
/** In the parameters of hosts Zabbix also writes it without asterisks, where a host has no interface. */
const HOST_UNKNOWN = 'UNKNOWN';

/** The parameters of one message, whatever spelling their names and whatever type their values came in. */
export interface Parameters {
  /** The text of a parameter, trimmed; undefined when it is missing, blank, unknown or an unresolved macro. */
  text(name: ParameterName): string | undefined;
  /** Whether it is there as a macro that was not resolved. */
  isUnresolved(name: ParameterName): boolean;
}

/** Reads the parameters of a message. Of two spellings of one name, the one that has a value counts. */
export function parametersOf(body: { readonly [key: string]: Json }): Parameters {
  const texts = new Map<string, string[]>();
  for (const [name, value] of Object.entries(body)) {
    const key = canonical(name);
    const text = textOf(value);
    if (text !== undefined) texts.set(key, [...(texts.get(key) ?? []), text]);
  }
  const candidates = (name: ParameterName): string[] =>
    [name, ...ALIASES[name]].flatMap((alias) => texts.get(canonical(alias)) ?? []);
  return {
    text: (name) => firstText(...candidates(name).filter((text) => hasValue(name, text))),
    isUnresolved: (name) => candidates(name).some((text) => MACRO.test(text.trim())),
  };
}

/** Whether Zabbix gave a parameter a value: the text is no unresolved macro, and not unknown. */
export function hasValue(name: string, text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === UNKNOWN || MACRO.test(trimmed)) return false;
  return trimmed !== HOST_UNKNOWN || !canonical(name).startsWith('host');
}

/** `EVENT.ID`, `{EVENT.ID}`, `event_id` and `eventId` are one name. */
function canonical(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function textOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
