/** Strings, and numbers as far as JSON has them. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Every integer of fewer digits is exact. */
const MANY_DIGITS = /\d{16}/;
const INTEGER = /^-?\d{16,}$/;

/**
 * Puts integers of JSON that a number can not hold exactly in quotes, such as the 64-bit ids of scripts and orders. All
 * else stays as it is, also what is no JSON. Linear in the length of the text.
 */
export function withExactIntegers(json: string): string {
  if (!MANY_DIGITS.test(json)) return json;
  return json.replace(TOKENS, (token) =>
    INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}
