/** Two slashes after a colon, plain or in an escape of JSON, however often it was escaped. */
const PLAIN_START = String.raw`(?::|\\u003a)(?:\\*\/|\\+u002f){2}`;
/** The user info of such a URL: up to the last @ before the path, the query or the end of the text. */
const PLAIN_USER = String.raw`(?:[^\s"<>\/?#\\]|\\+u(?!00(?:[01]|2[023f]|3[cef]|5c))[0-9a-f]{4})*(?:@|\\+u0040)`;
/** The same in a URL that is part of another one, such as the expression in Prometheus's generatorURL. */
const ENCODED_START = '%(?:25)*3a(?:%(?:25)*2f){2}';
const ENCODED_END = '%(?:25)*(?:[01]|2[0237f]|3[cef]|5c)';
const ENCODED_USER = String.raw`(?:(?!${ENCODED_END})[^\s"<>\/?#&\\])*(?:@|%(?:25)*40)`;

const USER_INFO = new RegExp(`(${PLAIN_START})${PLAIN_USER}|(${ENCODED_START})${ENCODED_USER}`, 'gi');
const AT_SIGN = /@|u0040|%(?:25)*40/i;

/**
 * Takes user and password out of every URL in a text: `https://user:password@host/` becomes `https://host/`.
 * The text may be JSON, which it stays: nothing is cut in the middle of a string or an escape. Takes linear time.
 */
export function withoutUserinfo(text: string): string {
  return AT_SIGN.test(text) ? text.replace(USER_INFO, '$1$2') : text;
}
