import { describe, expect, it } from 'vitest';
import { accessRefusal, type CallContext, classify, type Operation } from '../../../src/coc/classify.ts';
import { readCocAnswer } from '../../../src/coc/coc-answer.ts';
import type { HttpAnswer, HttpFailure } from '../../../src/coc/exchange.ts';
import type { CallOutcome } from '../../../src/outbox/events/outcome.ts';
import { Secret } from '../../../src/settings/secret.ts';

const NOW = Date.UTC(2024, 6, 4, 12);
const OK = '{"provider_code":"049","error_code":"COC.00000000","error_msg":"success","data":null}';

function context(operation: Operation = 'report-alarm'): CallContext {
  return { operation, now: NOW, signedAt: NOW, secrets: [] };
}

function answer(status: number, body = '', headers: Record<string, string> = {}): HttpAnswer {
  return { kind: 'answer', status, headers, body, truncated: false };
}

function error(code: string, message = 'denied'): string {
  return JSON.stringify({ error_code: code, error_msg: message });
}

/** `kind/reason` and, for a retry, the scope. */
function brief(outcome: CallOutcome): string {
  if (outcome.kind === 'delivered') return 'delivered';
  return [outcome.kind, outcome.reason, ...(outcome.kind === 'retry' ? [outcome.scope] : [])].join(' ');
}

/** What a status means by itself, when a server in between answers it without COC's words. */
function expectedOf(status: number): string {
  const special: Record<number, string> = {
    204: 'retry bad-response entry',
    400: 'rejected bad-request',
    401: 'retry credentials destination',
    403: 'retry forbidden destination',
    404: 'retry not-found destination',
    408: 'retry timeout entry',
    413: 'rejected too-large',
    414: 'rejected too-large',
    422: 'rejected bad-request',
    425: 'retry server-error entry',
    429: 'retry throttled destination',
    431: 'rejected too-large',
    494: 'rejected too-large',
  };
  if (special[status]) return special[status];
  return status >= 500 ? 'retry server-error destination' : 'retry bad-response destination';
}

const STATUSES = Array.from({ length: 500 }, (_, index) => index + 100);

describe('classify by status', () => {
  it('knows what each bare status from 100 to 599 means for an alarm', () => {
    const classified = STATUSES.map((status) => [
      status,
      brief(classify(answer(status, '<html>'), context())),
    ]);
    expect(classified).toEqual(STATUSES.map((status) => [status, expectedOf(status)]));
  });

  it('does not take a code of COC under a status that HTTP does not have for a refusal', () => {
    const unknown = 'COC.99999999';
    expect(brief(classify(answer(499, error(unknown)), context()))).toBe('rejected bad-request');
    for (const status of [399, 600])
      expect(brief(classify(answer(status, error(unknown)), context()))).toBe(
        'retry bad-response destination',
      );
  });

  it('never asks for an incident again blindly, after any status from 100 to 599', () => {
    const blind = STATUSES.filter((status) => {
      const certain = status >= 400 && status < 500 && ![402, 408].includes(status);
      const outcome = classify(answer(status, '<html>'), context('create-incident'));
      if (outcome.kind === 'unknown') return !/server-error|bad-response|timeout/.test(expectedOf(status));
      return !certain || brief(outcome) !== expectedOf(status);
    });
    expect(blind).toEqual([]);
  });
});

describe('classify by code', () => {
  it.each([
    [400, 'COC.00000001', 'rejected bad-request'],
    [400, 'GOM.00007256', 'rejected bad-request'],
    [400, 'COC.00010002', 'rejected bad-request'],
    [400, 'COC.00014002', 'rejected bad-request'],
    [400, 'common.00000400', 'rejected bad-request'],
    [400, 'COC.00067003', 'rejected not-found'],
    [400, 'COC.00040601', 'rejected bad-request'],
    [400, 'COC.00040603', 'rejected not-found'],
    [400, 'COC.00040604', 'rejected not-found'],
    [400, 'COC.00040709', 'rejected not-found'],
    [400, 'COC.00040701', 'rejected bad-request'],
    [404, 'COC.00099999', 'rejected not-found'],
    [409, 'COC.00099999', 'rejected bad-request'],
    [500, 'COC.00000001', 'retry server-error destination'],
    [500, 'COC.00067003', 'retry server-error destination'],
    [401, 'common.01010001', 'retry credentials destination'],
    [401, 'COC.00000001', 'retry credentials destination'],
    [429, 'COC.00000001', 'retry throttled destination'],
    [200, 'COC.00000001', 'rejected bad-request'],
    [200, 'COC.00099999', 'rejected refused-in-body'],
    [200, '1', 'rejected refused-in-body'],
    [200, 'common.01010001', 'retry credentials destination'],
  ])('takes %d with %s as %s', (status, code, expected) => {
    expect(brief(classify(answer(status, error(code)), context()))).toBe(expected);
  });

  const gateway: [string, number, string][] = [
    ['0101', 404, 'retry not-found destination'],
    ['0106', 400, 'rejected bad-request'],
    ['0201', 400, 'rejected bad-request'],
    ['0201', 413, 'rejected too-large'],
    ['0201', 502, 'retry server-error destination'],
    ['0201', 504, 'retry server-error destination'],
    ['0301', 401, 'retry credentials destination'],
    ['0303', 401, 'retry credentials destination'],
    ['0307', 401, 'retry credentials destination'],
    ['0308', 429, 'retry throttled destination'],
    ['0308', 200, 'retry throttled destination'],
    ['0501', 405, 'retry forbidden destination'],
    ['0502', 405, 'retry forbidden destination'],
    ['0601', 500, 'retry server-error destination'],
    ['0602', 400, 'rejected bad-request'],
    ['0607', 400, 'rejected bad-request'],
    ['0610', 502, 'retry server-error destination'],
    ['0613', 503, 'retry server-error destination'],
    ['9999', 503, 'retry server-error destination'],
    ['9999', 400, 'rejected bad-request'],
    ...['0302', '0304', '0306', '0310', '0401', '0402', '0404', '0802'].map(
      (code): [string, number, string] => [code, 403, 'retry forbidden destination'],
    ),
    ...['0103', '0104', '0105', '0605', '0606', '0608', '0609', '0611', '0612', '0705'].map(
      (code): [string, number, string] => [code, 500, 'retry server-error destination'],
    ),
  ];

  it.each(
    gateway.flatMap(([code, ...rest]) =>
      ['APIG', 'APIGW'].map((prefix) => [`${prefix}.${code}`, ...rest] as const),
    ),
  )('takes %s with %d as %s', (code, status, expected) => {
    expect(brief(classify(answer(status, error(code)), context()))).toBe(expected);
  });

  it.each(['Internal server error', ' internal server error.\n'])(
    'tells the ambiguous code by its words %j',
    (words) => {
      const said = answer(400, error('COC.00040701', words));
      expect(brief(classify(said, context()))).toBe('retry server-error entry');
      expect(brief(classify(said, context('create-incident')))).toBe('unknown server-error');
    },
  );

  it.each(['an internal server error', 'internal server error: no such field'])(
    'takes the ambiguous code with the words %j as a refusal',
    (words) => {
      const said = answer(400, error('COC.00040701', words));
      expect(brief(classify(said, context()))).toBe('rejected bad-request');
    },
  );

  it.each(['0103', '0611'])('waits a minute at least after the gateway fault %s', (code) => {
    expect(classify(answer(500, error(`APIG.${code}`)), context())).toMatchObject({ afterMs: 60_000 });
  });
});

describe('classify a refused credential', () => {
  it.each([
    ['APIG.0301', 'Incorrect IAM authentication information: verify aksk signature fail', 'credentials'],
    ['APIGW.0301', 'Get secretKey failed,ak:AK,err:ak not exist', 'credentials'],
    ['APIGW.0301', 'AK access failed to reach the limit,forbidden', 'key-locked'],
    ['APIGW.0301', 'Incorrect IAM authentication information: token expires', 'credentials'],
    ['APIGW.0307', 'The token must be updated', 'credentials'],
    ['common.01010001', 'Token missing or invalid.', 'credentials'],
  ])('pauses the destination for 5 minutes after %s %s', (code, message, reason) => {
    const outcome = classify(answer(401, error(code, message)), context());
    expect(outcome).toMatchObject({ kind: 'retry', reason, scope: 'destination', afterMs: 300_000 });
  });

  it('blames the clock when the signed time is more than 5 minutes from that of the server', () => {
    const refused = (awayMs: number) =>
      brief(
        classify(
          answer(401, error('APIG.0301', 'verify aksk signature fail'), {
            date: new Date(NOW + awayMs).toUTCString(),
          }),
          context(),
        ),
      );
    expect(refused(6 * 60_000)).toBe('retry clock-skew destination');
    expect(refused(-6 * 60_000)).toBe('retry clock-skew destination');
    expect(refused(5 * 60_000)).toBe('retry credentials destination');
  });

  it('blames the clock neither for another fault nor for what was not signed', () => {
    const date = new Date(NOW + 20 * 60_000).toUTCString();
    expect(brief(classify(answer(500, '', { date }), context()))).toBe('retry server-error destination');
    const { signedAt, ...unsigned } = context();
    const refused = answer(401, error('APIG.0301', 'verify aksk signature fail'), { date });
    expect(brief(classify(refused, unsigned))).toBe('retry credentials destination');
  });
});

describe('classify the waits', () => {
  it.each([
    [429, { 'retry-after': '7' }, '', 7_000],
    [503, { 'retry-after': '7' }, '', 7_000],
    [429, {}, 'limit:200,time:1 minute', 60_000],
    [429, { 'retry-after': '7' }, 'limit:200,time:1 minute', 7_000],
    [429, { 'retry-after': '-7' }, 'limit:200,time:1 second', 1_000],
    [401, { 'retry-after': '7' }, '', 300_000],
    [401, { 'retry-after': '99999' }, '', 900_000],
    [500, {}, '', undefined],
  ])('takes %d with %j and %j as %j ms', (status, headers, message, afterMs) => {
    const outcome = classify(answer(status, error('X.1', message), headers), context());
    expect(outcome.kind === 'retry' ? outcome.afterMs : 'none').toBe(afterMs);
  });

  it('has no wait at all when only the backoff decides', () => {
    expect(classify(answer(500), context())).toStrictEqual({
      ...{ kind: 'retry', reason: 'server-error', scope: 'destination' },
      detail: 'HTTP 500 without an explanation',
    });
  });
});

describe('classify a success', () => {
  it.each([
    OK,
    '{"error_code":"GOM.00000000","error_msg":null,"data":{}}',
    '{"error_code":"0"}',
    '{"error_code":0}',
    '{"error_code":"0000"}',
    '{"error_code":"00000000"}',
    '{"error_code":"common.0000"}',
    '{"error_code":"COC.0"}',
    '{"data":null}',
    '{}',
  ])('takes 200 with %s as delivered', (body) => {
    expect(brief(classify(answer(200, body), context()))).toBe('delivered');
  });

  it('keeps the id by which COC knows the request', () => {
    const outcome = classify(answer(200, OK, { 'x-request-id': 'r1' }), context());
    expect(outcome).toEqual({ kind: 'delivered', requestId: 'r1' });
  });

  it.each(['', '<html>ok</html>', '{"error_code":"COC.0000', 'null', '[]', '"ok"', '1', 'true'])(
    'does not take 200 with %j as a success',
    (body) => {
      expect(brief(classify(answer(200, body), context()))).toBe('retry bad-response destination');
      expect(brief(classify(answer(200, body), context('create-incident')))).toBe('unknown bad-response');
    },
  );

  it.each(['00x', 'COC.00000010', '0.0', 'A1.000', '.0', 'COC.', ' 0'])(
    'does not take the code %j for a success',
    (code) => {
      expect(brief(classify(answer(200, error(code)), context()))).toBe('rejected refused-in-body');
    },
  );

  it.each([199, 300])('does not take the words of a success under the status %d for one', (status) => {
    expect(brief(classify(answer(status, OK), context()))).toBe('retry bad-response destination');
  });

  it('does not take an answer that was cut at the cap as a success', () => {
    expect(brief(classify({ ...answer(200, OK), truncated: true }, context()))).toBe(
      'retry bad-response destination',
    );
  });

  it.each([OK, ''])(
    'takes a 204 with %j as the fault of its entry alone, so that nothing else waits',
    (body) => {
      expect(brief(classify(answer(204, body), context()))).toBe('retry bad-response entry');
      expect(brief(classify(answer(204, body), context('create-incident')))).toBe('unknown bad-response');
    },
  );
});

describe('classify an answer that names what it made beside a code that is no success', () => {
  const incident = (code: string, number: unknown) =>
    JSON.stringify({ error_code: code, data: { incident_num: number } });
  const room = (code: string, number: unknown) => JSON.stringify({ error_code: code, data: number });

  it.each([
    ['create-incident', incident('COC.00099999', 'IM20260101000000001')],
    ['create-incident', incident('1', 'IM1')],
    ['create-incident', incident('COC.00000001', 'IM1')],
    ['create-incident', incident('APIG.0308', 'IM1')],
    ['create-incident', incident('APIG.0302', 'IM1')],
    ['create-war-room', room('COC.00099999', 'WR1')],
    ['create-war-room', room('7', '4711')],
    ['create-war-room', room('7', 4711)],
    ['create-incident', incident('COC.00099999', 'IM 1')],
    ['create-incident', incident('COC.00099999', 'x'.repeat(300))],
    ['create-incident', incident('COC.00099999', 4711)],
  ] as const)('does not know what became of %s with %s', (operation, body) => {
    const outcome = classify(answer(200, body), context(operation));
    expect(outcome.kind).toBe('unknown');
  });

  it('does not know it either under a 500 whose code is about the credentials', () => {
    const context_ = context('create-incident');
    expect(classify(answer(500, incident('APIG.0308', 'IM1')), context_).kind).toBe('unknown');
    expect(classify(answer(500, incident('APIG.0308', null)), context_).kind).toBe('retry');
    expect(classify(answer(429, incident('APIG.0308', 'IM1')), context_).kind).toBe('retry');
  });

  it.each([
    ['create-incident', 200, incident('COC.00099999', null)],
    ['create-incident', 200, incident('COC.00099999', ' ')],
    ['create-incident', 400, incident('COC.00000001', 'IM1')],
    ['create-war-room', 200, room('COC.00099999', 'the incident is closed')],
    ['create-war-room', 200, room('COC.00099999', '')],
    ['handle-incident', 200, incident('COC.00099999', 'IM1')],
    ['report-alarm', 200, incident('COC.00099999', 'IM1')],
  ] as const)('takes %s, answered %d with %s, as rejected', (operation, status, body) => {
    expect(classify(answer(status, body), context(operation)).kind).toBe('rejected');
  });
});

describe('classify a transport error', () => {
  const failure = (part: Partial<HttpFailure>): HttpFailure => ({
    kind: 'failure',
    cause: 'error',
    sent: true,
    answered: false,
    ...part,
  });
  const coded = (code: string) => Object.assign(new Error('it broke'), { code });

  it.each([
    ['ECONNREFUSED', 'network'],
    ['ECONNRESET', 'network'],
    ['EPIPE', 'network'],
    ['EHOSTUNREACH', 'network'],
    ['UND_ERR_SOCKET', 'network'],
    ['UND_ERR_ABORTED', 'network'],
    ['SOMETHING_NEW', 'network'],
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls'],
    ['EPROTO', 'tls'],
    ['HPE_INVALID_CONSTANT', 'bad-response'],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad-response'],
  ])('takes %s as %s', (code, reason) => {
    const error = coded(code);
    expect(brief(classify(failure({ error }), context()))).toBe(`retry ${reason} destination`);
    expect(brief(classify(failure({ error }), context('create-incident')))).toBe(`unknown ${reason}`);
    expect(brief(classify(failure({ error, sent: false }), context('create-incident')))).toBe(
      `retry ${reason} destination`,
    );
  });

  it('finds the code behind a wrapping error', () => {
    const error = new Error('fetch failed', { cause: coded('ENOTFOUND') });
    expect(brief(classify(failure({ error }), context()))).toBe('retry dns destination');
  });

  it.each(['timeout', 'interrupted'] as const)(
    'takes %s as unknown only for an incident that was sent',
    (cause) => {
      const brieflyFor = (operation: Operation, sent: boolean) =>
        brief(classify(failure({ cause, sent }), context(operation)));
      expect(brieflyFor('create-incident', true)).toBe(`unknown ${cause}`);
      expect(brieflyFor('create-incident', false)).toBe(`retry ${cause} destination`);
      expect(brieflyFor('report-alarm', true)).toBe(`retry ${cause} destination`);
    },
  );
});

describe('the words of a classification', () => {
  const secrets = [new Secret('SECRET'), new Secret('SECRET-AND-MORE'), new Secret('')];

  it('hold no secret that any status echoes, no control character, and 512 characters at most', () => {
    const message = `you sent SECRET-AND-MORE\r\n\u0000\u001b[31m and SEC\u0007RET ${'x'.repeat(9_000)}SECRET`;
    const bodies = [error('SECRET', message), message, JSON.stringify({ error: { code: 401, message } })];
    const headers = { 'x-request-id': 'SECRET' };
    const outcomes = STATUSES.flatMap((status) =>
      bodies.map((body) => ({
        status,
        outcome: classify(answer(status, body, headers), { ...context(), secrets }),
      })),
    );
    const bad = outcomes.filter(({ outcome }) => {
      const detail = outcome.kind === 'delivered' ? '' : outcome.detail;
      return JSON.stringify(outcome).includes('SECRET') || /\p{Cc}/u.test(detail) || detail.length > 512;
    });
    expect([outcomes.length, bad]).toEqual([1_500, []]);
  });

  it('hold no secret cut in half', () => {
    const body = error('COC.00000001', `${'x'.repeat(486)}SECRET-AND-MORE`);
    const outcome = classify(answer(400, body), { ...context(), secrets });
    expect(outcome.kind === 'rejected' && outcome.detail).not.toMatch(/SE/);
  });

  it.each([
    [{ error_code: 'C.1', error_msg: 'no' }, 'HTTP 400 C.1: no'],
    [{ error_code: 'C.1' }, 'HTTP 400 C.1'],
    [{ error_msg: 'no' }, 'HTTP 400 no'],
    [{}, 'HTTP 400 without an explanation'],
    ['', 'HTTP 400 without an explanation'],
    ['<html>', 'HTTP 400 with a body that is not a JSON object: <html>'],
  ])('are about as much as %j says', (body, detail) => {
    const said = answer(400, typeof body === 'string' ? body : JSON.stringify(body));
    expect(classify(said, context())).toMatchObject({ detail });
    expect(classify({ ...said, truncated: true }, context())).toMatchObject({
      detail: 'HTTP 400 with an answer that is too long',
    });
  });

  it('are those of COC', () => {
    const message = 'alarmName must not be null | alarmId must not be null';
    expect(classify(answer(400, error('COC.00000001', message)), context())).toMatchObject({
      detail: `HTTP 400 COC.00000001: ${message}`,
    });
  });
});

describe('a refusal of the credentials', () => {
  it.each([
    ['a token', answer(401, error('APIGW.0307', 'The token must be updated.')), 'token'],
    ['a signature', answer(401, error('APIGW.0301', 'verify aksk signature fail')), 'signature'],
    ['a locked key', answer(401, error('APIGW.0301', 'AK access failed to reach the limit')), 'key-locked'],
    ['a permission', answer(403, error('APIGW.0302', 'denied')), undefined],
    ['nothing', answer(200, OK), undefined],
    ['the body', answer(400, error('COC.00000001', 'no')), undefined],
  ])('is told from other answers: %s', (_what, end, refusal) => {
    expect(accessRefusal(end, readCocAnswer(end))).toBe(refusal);
  });
});
