/** `{EVENT.ID}`, `{HOST.NAME1}`, `{EVENT.TAGS.any name}`, `{SERVICE.TAGS.any name}`, and the few built-in macros without a dot. */
const BUILT_IN = String.raw`[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)+|(?:EVENT(?:\.RECOVERY)?|SERVICE|HOST|ITEM|TRIGGER)\.TAGS\.[^{}]+|DATE|TIME|TIMESTAMP`;
/** Name of a macro that somebody made up. Digits alone are a text, such as the price `$5`. */
const NAME = '(?=[0-9_.]*[A-Z])[A-Z0-9_.]+';
/** `$NAME`, `$NAME:context`, `$NAME:"context"`, `$NAME:regex:"pattern"`. */
const USER = String.raw`\$${NAME}(?::\s*(?:regex:\s*)?(?:"(?:[^"\\]|\\.)*"|[^{}"]*))?`;
/** `#NAME` of low-level discovery. */
const DISCOVERY = `#${NAME}`;
/** `?expression`: it begins with a function, a number, a bracket or a sign. */
const EXPRESSION = String.raw`\?\s{0,9}(?:[-(\d{]|not\b|[a-z_0-9]{1,64}\()[^]*`;
/** The item that every expression reads: `last(/host/key)`. */
const ITEM = /[a-z_]\(\s{0,9}\//;
const NAMED = `${BUILT_IN}|${USER}|${DISCOVERY}`;
/** A function of a macro: `{ITEM.VALUE}.regsub("a","b")`. */
const FUNCTION = String.raw`\{(?:${NAMED}|${EXPRESSION})\}\.[a-z]+\([^]*\)`;

const MACRO = new RegExp(`^\\{(?:${NAMED}|${EXPRESSION}|${FUNCTION})\\}$`);

/** Most macros are short. A text that is longer is no macro that Zabbix left in place. */
const LONGEST = 4_096;

/**
 * True for a macro that Zabbix did not replace, because it has no value in this kind of message or does not exist. Other
 * texts in braces are texts: JSON, or a name such as `{core}`.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/config/macros and
 * https://www.zabbix.com/documentation/6.0/en/manual/config/macros/macro_functions, read 2026-11; fixtures
 * `problem.json` (`{EVENT.RECOVERY.ID}`) and `test-button.json`
 */
export function isMacro(text: string): boolean {
  if (!text.startsWith('{') || text.length > LONGEST || !MACRO.test(text)) return false;
  return !/^\{{1,2}\?/.test(text) || ITEM.test(text);
}

/** One thing in braces, with what may be in braces within it. */
const IN_BRACES = /\{(?:[^{}]|\{[^{}]*\})*\}/g;

/** What a script writes between the macros of a date and a time, and behind them. */
const OF_TIMES = /(?<![\p{L}\p{N}])(?:T|Z|UTC|GMT)(?![\p{L}\p{N}])|[+-]\d\d:?\d\d$/gu;

/** True for a text that is a macro, or several with signs and blanks between them: `{EVENT.DATE} {EVENT.TIME}`. */
export function isOnlyMacros(text: string): boolean {
  if (isMacro(text)) return true;
  if (!text.includes('{') || text.length > LONGEST) return false;
  const parts = text.match(IN_BRACES) ?? [];
  const rest = text.replace(IN_BRACES, ' ').trim().replace(OF_TIMES, '');
  return parts.length > 0 && parts.every(isMacro) && !/[\p{L}\p{N}]/u.test(rest);
}
