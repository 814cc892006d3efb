import { mayHaveUserinfo, textWithoutUserinfo, withoutUserinfo } from '../alerts/without-userinfo.ts';
import { isJson } from './is-json.ts';

const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/;

/** Takes user and password out of every URL in a body. All other bytes stay, whatever they are. */
export function bodyWithoutUserinfo(body: Buffer): Buffer {
  const [first, second] = body;
  if (first === 0xff && second === 0xfe) return strippedPairs(body, (pairs) => pairs);
  if (first === 0xfe && second === 0xff) return strippedPairs(body, (pairs) => Buffer.from(pairs).swap16());
  return stripped(body, 'latin1');
}

/** Strips the whole pairs of a body in UTF-16, which `ordered` brings into the order of little endian. */
function strippedPairs(body: Buffer, ordered: (pairs: Buffer) => Buffer): Buffer {
  const whole = body.length - (body.length % 2);
  const clean = ordered(stripped(ordered(body.subarray(0, whole)), 'utf16le'));
  return Buffer.concat([clean, body.subarray(whole)]);
}

function stripped(body: Buffer, encoding: 'latin1' | 'utf16le'): Buffer {
  const text = body.toString(encoding);
  // Stryker disable next-line ConditionalExpression: without it nothing is found either; it only saves the reading.
  if (!mayHaveUserinfo(text)) return body;
  // Of UTF-8 the bytes are read one by one: no byte of a longer sign is one of JSON's own.
  const clean = isJson(text.replace(BYTE_ORDER_MARK, '')) ? withoutUserinfo(text) : textWithoutUserinfo(text);
  return clean === text ? body : Buffer.from(clean, encoding);
}
