import type { Json } from '../../alerts/alert.ts';
import { firstText } from '../../alerts/first-text.ts';
import { isMacro, isOnlyMacros } from './macros.ts';
import { ALIASES, type ParameterName } from './payload.ts';

const UNKNOWN = '*UNKNOWN*';
/** Value without asterisks that Zabbix writes into host parameters when a host has no interface. */
const HOST_UNKNOWN = 'UNKNOWN';

/** Parameters of one message. The spelling of their names and the type of their values do not matter. */
export interface Parameters {
  /**
   * Returns the text of a parameter, trimmed; undefined when it is missing, blank, unknown or only
   * unresolved macros.
   */
  text(name: ParameterName): string | undefined;
  /** True when the parameter is a macro that was not resolved. */
  isUnresolved(name: ParameterName): boolean;
}

/** Reads the parameters of a message. Of two spellings of one name, the one with a value counts. */
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
    isUnresolved: (name) => candidates(name).some((text) => isMacro(text.trim())),
  };
}

/** True when a parameter has a value: its text is neither blank, nor unknown, nor made of unresolved macros only. */
export function hasValue(name: string, text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === UNKNOWN || isOnlyMacros(trimmed)) return false;
  return trimmed !== HOST_UNKNOWN || !canonical(name).startsWith('host');
}

/** Makes one form of `EVENT.ID`, `{EVENT.ID}`, `event_id` and `eventId`. */
function canonical(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function textOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
