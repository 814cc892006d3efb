import type { TextKind, UrlStart } from './url-start.ts';

/** A place where the user info may end, by what stands there. */
interface Stop {
  readonly index: number;
  readonly end: number;
  /**
   * `hard`: nothing goes on behind it. `soft`: ends a URL in a text, while the URL parser takes it for a part of the user
   * info, such as a blank. `path`: the host ends there, unless it is no host.
   */
  readonly kind: 'hard' | 'soft' | 'path' | 'backslash';
}

/** A password with blanks, quotation marks or slashes in it is looked for as far as this. */
const MOST_CROSSED = 256;
const PLAIN_STOP = /[\s"<>/?#]|(?<!\\)\\+(?!\\|u(?!00(?:[01]|2[023f]|3[cef]|5c))[0-9a-f]{4})/gi;
const ENCODED_STOP = /[\s"<>/?#&\\]|%(?:25)*(?:[01][\da-f]|2[0237f]|3[cef]|5c)/gi;
const PLAIN_AT = /@|\\u0040/gi;
const ENCODED_AT = /@|%(?:25)*40/gi;
const ANY_COLON = /\\+u003a|%(?:25)*3a/gi;
const PLAIN_LOGIN = /^[^\s"<>/?#\\@:]*:[^\s"<>/?#\\]*@/;
const ENCODED_LOGIN =
  /^(?:(?!%(?:25)*3a)[^\s"<>/?#&\\@:])*(?::|%(?:25)*3a)(?:(?!%(?:25)*(?:40|2f))[^\s"<>/?#&\\@])*(?:@|%(?:25)*40)/i;
const SIGN = /^(?:\\*"|[<>]|\\+u00(?:22|3[ce])|%(?:25)*(?:2[27]|3[ce]))$/i;
const WORD_WITH_AT = /^(?:(?!%(?:25)*(?:20|40|0[9ad]))[^\s@])*(?:@|%(?:25)*40)/i;
/** A colon or an @ goes on with a user info behind a line break. */
const GOES_ON = /^(?:[:@]|\\+u00(?:3a|40)|%(?:25)*(?:3a|40))/i;
const CJK = String.raw`\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef`;
/** A name and the beginning of a password, rather than a host, a port and what a text has behind them. */
const OPEN = new RegExp(
  String.raw`^(?!\[[\da-f:.]+\])[^:${CJK}]*:(?!\d{0,5}(?:[${CJK}]|[.,;:!?)\]}'*|\x60]*$))`,
  'i',
);

/**
 * Searches the ends of user infos in a text, from its front to its end. Remembers the latest stop, so that URLs that begin
 * inside one another do not search the same part again.
 */
export class UserInfoSearch {
  readonly #text: string;
  readonly #kind: TextKind;
  #latest: { readonly form: UrlStart['form']; readonly from: number; readonly stop: Stop } | undefined;
  /** As far as this there is no @ behind the latest one found. */
  #noAtUntil = new Map<UrlStart['form'], number>();

  constructor(text: string, kind: TextKind) {
    this.#text = text;
    this.#kind = kind;
  }

  /** The place behind the last @ of the user info that begins here; undefined when there is none. */
  endFrom(start: UrlStart): number | undefined {
    const stop = this.#stop(start.begin, start.form);
    const at = this.#lastAt(start.begin, stop.index, start.form);
    // Without a host behind it, the @ was perhaps a part of the password.
    if ((at ?? stop.index) < stop.index) return at;
    const crosses = this.#crosses(start, stop, at !== undefined);
    return (crosses ? this.#endBehind(start, stop) : undefined) ?? at;
  }

  /** Goes on behind a stop that belongs to the user info. */
  #endBehind({ form }: UrlStart, first: Stop): number | undefined {
    let { kind } = first;
    let empty: number | undefined;
    // Stryker disable next-line EqualityOperator: at the limit itself no sign is left to look at.
    for (let from = first.end; from <= first.index + MOST_CROSSED; ) {
      const stop = this.#stop(from, form);
      const at = this.#lastAt(from, Math.min(stop.index, first.index + MOST_CROSSED), form);
      if ((at ?? stop.index) < stop.index) return at;
      empty = at ?? empty;
      // Blanks and slashes do not come together; a backslash may stand for either.
      if (kind === 'backslash') kind = stop.kind;
      if (![kind, 'backslash'].includes(stop.kind) || kind === 'hard' || this.#beginsUrl(stop)) return empty;
      from = stop.end;
    }
    return empty;
  }

  #crosses({ begin, form, kind }: UrlStart, stop: Stop, hasAt: boolean): boolean {
    if (stop.kind === 'hard' || this.#hasNoAtSoon(stop, form)) return false;
    if (stop.kind === 'backslash')
      return kind === 'complete' || this.#isOpen(begin, stop) || this.#logsIn(stop.end, form);
    if (kind === 'bare') return false;
    if (hasAt || this.#isOpen(begin, stop)) return true;
    if (stop.kind === 'path') return false;
    if (stop.index > begin) return this.#goesOn(begin, stop);
    const next = this.#stop(stop.end, form);
    return this.#logsIn(stop.end, form) || this.#isOpen(stop.end, next) || this.#goesOn(stop.end, next);
  }

  /** True when the user info goes on behind what else would end the URL in a text. */
  #goesOn(begin: number, stop: Stop): boolean {
    const next = this.#text.slice(stop.end, stop.end + MOST_CROSSED);
    if (GOES_ON.test(next)) return true;
    const before = this.#text.slice(Math.max(begin, stop.index - 16), stop.index).replace(ANY_COLON, ':');
    // Where a port would stand, a password may begin with a sign.
    return (
      before.endsWith(':') && SIGN.test(this.#text.slice(stop.index, stop.end)) && WORD_WITH_AT.test(next)
    );
  }

  // Stryker disable next-line BlockStatement: the search would find no @ either; this only saves it.
  #hasNoAtSoon({ index }: Stop, form: UrlStart['form']): boolean {
    // Stryker disable next-line all: without it the search goes on, and finds no @ either.
    return (this.#noAtUntil.get(form) ?? 0) >= Math.min(index + MOST_CROSSED, this.#text.length);
  }

  /** True where `user:password@` stands. */
  #logsIn(from: number, form: UrlStart['form']): boolean {
    const login = form === 'plain' ? PLAIN_LOGIN : ENCODED_LOGIN;
    return login.test(this.#text.slice(from, from + MOST_CROSSED));
  }

  #isOpen(begin: number, stop: Stop): boolean {
    return OPEN.test(this.#text.slice(begin, stop.index).replace(ANY_COLON, ':'));
  }

  /** True for the slashes of another URL. */
  #beginsUrl({ index, end, kind }: Stop): boolean {
    return (
      kind === 'path' &&
      this.#text[index - 1] === ':' &&
      /^(?:\\*\/|%(?:25)*2f)/i.test(this.#text.slice(end, end + 16))
    );
  }

  #lastAt(from: number, to: number, form: UrlStart['form']): number | undefined {
    const pattern = form === 'plain' ? PLAIN_AT : ENCODED_AT;
    const known = this.#noAtUntil.get(form) ?? 0;
    // Stryker disable next-line ConditionalExpression,EqualityOperator: only saves a search that finds nothing.
    if (known >= to) return undefined;
    let last: number | undefined;
    pattern.lastIndex = Math.max(from, known);
    for (let found = pattern.exec(this.#text); ; found = pattern.exec(this.#text)) {
      // Stryker disable next-line EqualityOperator: an @ is no stop, and one at the limit is known by then.
      if (!found || found.index >= to) {
        this.#noAtUntil.set(form, found?.index ?? this.#text.length);
        return last;
      }
      last = pattern.lastIndex;
    }
  }

  #stop(from: number, form: UrlStart['form']): Stop {
    const latest = this.#latest;
    // Stryker disable next-line EqualityOperator: another search finds the same stop again.
    if (latest?.form === form && latest.from <= from && from <= latest.stop.index) return latest.stop;
    const pattern = form === 'plain' ? PLAIN_STOP : ENCODED_STOP;
    pattern.lastIndex = from;
    const found = pattern.exec(this.#text);
    const stop = found ? this.#stopAt(found, form) : endOf(this.#text);
    // Stryker disable next-line ObjectLiteral: another search finds the same stop again.
    this.#latest = { form, from, stop };
    return stop;
  }

  #stopAt({ index, 0: found }: RegExpExecArray, form: UrlStart['form']): Stop {
    const end = index + found.length;
    if (form === 'encoded')
      return { index, end, kind: found.startsWith('%') ? kindOf(codeOf(found)) : 'hard' };
    if (found[0] !== '\\')
      return {
        index,
        end,
        kind: found === '"' && this.#kind === 'json' ? 'hard' : kindOf(found.charCodeAt(0)),
      };
    const next = this.#text[end] ?? '';
    const odd = found.length % 2 === 1;
    if (next === '"') return { index, end: end + 1, kind: this.#kind === 'json' && !odd ? 'hard' : 'soft' };
    if (next === '/') return { index, end: end + 1, kind: 'path' };
    const unicode = /u([\da-f]{4})/i.exec(this.#text.slice(end, end + 5))?.[1];
    if (unicode !== undefined) return { index, end: end + 5, kind: kindOf(Number.parseInt(unicode, 16)) };
    if (odd && 'bfnrt'.includes(next)) return { index, end: end + 1, kind: 'soft' };
    return { index, end, kind: 'backslash' };
  }
}

function kindOf(code: number): Stop['kind'] {
  if (code === 0x2f || code === 0x3f || code === 0x23) return 'path';
  return code === 0x5c ? 'backslash' : 'soft';
}

function codeOf(percent: string): number {
  return Number.parseInt(percent.slice(-2), 16);
}

function endOf({ length }: string): Stop {
  return { index: length, end: length, kind: 'hard' };
}
