/** Deeper nesting is no JSON of a monitoring system. */
const MAX_DEPTH = 512;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Tells whether a text is JSON, as `JSON.parse` would, up to a depth of 512. It takes linear time and no memory to
 * speak of, where `JSON.parse` takes many times the size of a hostile text.
 */
export function isJson(text: string): boolean {
  return new Reader(text).readsWhole();
}

/** The place that a text has been read to. Each method reads on, or returns false. */
class Reader {
  readonly #text: string;
  #at = 0;
  /** The sign that will close each open object and list. */
  readonly #open: ('}' | ']')[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  readsWhole(): boolean {
    if (!this.#value()) return false;
    for (;;) {
      const closing = this.#open.at(-1);
      this.#blanks();
      if (closing === undefined) return this.#at === this.#text.length;
      if (this.#sign(closing)) this.#open.pop();
      else if (!(this.#sign(',') && this.#member(closing))) return false;
    }
  }

  /** An element of a list, or a key with its value. */
  #member(closing: '}' | ']'): boolean {
    return (closing === ']' || this.#key()) && this.#value();
  }

  /** A whole value; of one with members, all up to the first member that has none. */
  #value(): boolean {
    for (;;) {
      this.#blanks();
      const closing = this.#sign('{') ? '}' : this.#sign('[') ? ']' : undefined;
      if (closing === undefined) return this.#string() || this.#matches(SCALAR);
      this.#blanks();
      if (this.#sign(closing)) return true;
      if (this.#open.push(closing) > MAX_DEPTH || (closing === '}' && !this.#key())) return false;
    }
  }

  #key(): boolean {
    this.#blanks();
    if (!this.#string()) return false;
    this.#blanks();
    return this.#sign(':');
  }

  #string(): boolean {
    if (!this.#sign('"')) return false;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      // Also at the end, where there is no code.
      if (!(code >= SPACE)) return false;
      if (code === BACKSLASH) {
        if (!this.#matches(ESCAPE))
          // Stryker disable next-line BooleanLiteral: no JSON goes on with a backslash, so it is none either way.
          return false;
      } else {
        this.#at += 1;
        if (code === QUOTE) return true;
      }
    }
  }

  #blanks(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #sign(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
