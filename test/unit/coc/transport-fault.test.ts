import { describe, expect, it } from 'vitest';
import { isClosedConnection, transportFault } from '../../../src/coc/transport-fault.ts';

const coded = (code: string, cause?: unknown) => Object.assign(new Error('why', { cause }), { code });
/** An error under so many others that have no code. */
function under(depth: number, error: unknown): unknown {
  return depth === 0 ? error : new Error('why', { cause: under(depth - 1, error) });
}

describe('the fault of a transport', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['EPROTO', 'tls'],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad-response'],
    ['ECONNREFUSED', 'network'],
    ['XENOTFOUND', 'network'],
    ['EPROTOX', 'network'],
  ])('%s is %s', (code, reason) => {
    expect(transportFault(coded(code))).toEqual({ reason, detail: `${code}: why` });
  });

  it('is found in the causes, four deep', () => {
    expect(transportFault(under(3, coded('ENOTFOUND'))).reason).toBe('dns');
    expect(transportFault(under(4, coded('ENOTFOUND'))).reason).toBe('network');
  });

  it('names the outermost code when none is known', () => {
    expect(transportFault(coded('ONE', coded('TWO')))).toEqual({ reason: 'network', detail: 'ONE: why' });
    expect(transportFault(new Error('why'))).toEqual({ reason: 'network', detail: 'why' });
    expect(transportFault('text')).toMatchObject({ reason: 'network' });
  });

  it('may be a parser that has no code', () => {
    const error = Object.assign(new Error('why'), { name: 'HTTPParserError' });
    expect(transportFault(error)).toEqual({ reason: 'bad-response', detail: 'HTTPParserError: why' });
  });

  it.each(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])('%s is a closed connection', (code) => {
    expect([isClosedConnection(coded(code)), isClosedConnection(under(2, coded(code)))]).toEqual([
      true,
      true,
    ]);
    const others = [coded(`${code}X`), coded(`X${code}`), new Error(code)];
    expect(others.map(isClosedConnection)).toEqual([false, false, false]);
  });
});
