import { mayHaveUserinfo, textWithoutUserinfo, withoutUserinfo } from '../alerts/without-userinfo.ts';
import { isJson } from './is-json.ts';

/** Takes user and password out of every URL in a body. All other bytes stay, whatever they are. */
export function bodyWithoutUserinfo(body: Buffer): Buffer {
  const [first, second] = body;
  if (first === 0xff && second === 0xfe) return stripped(body, 'utf16le');
  if (first === 0xfe && second === 0xff && body.length % 2 === 0)
    return stripped(Buffer.from(body).swap16(), 'utf16le').swap16();
  return stripped(body, 'latin1');
}

function stripped(body: Buffer, encoding: 'latin1' | 'utf16le'): Buffer {
  const text = body.toString(encoding);
  // Stryker disable next-line ConditionalExpression: without it nothing is found either; it only saves the reading.
  if (!mayHaveUserinfo(text)) return body;
  // Of UTF-8 the bytes are read one by one: no byte of a longer sign is one of JSON's own.
  const clean = isJson(text) ? withoutUserinfo(text) : textWithoutUserinfo(text);
  return clean === text ? body : Buffer.from(clean, encoding);
}
