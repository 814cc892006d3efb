import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import { howHeard } from '../../../src/webhooks/how-heard.ts';
import { alertmanagerBody, firing, MAX_BODY, startWebhooks } from '../admin/agent-parts.ts';
import { eventually } from '../http/eventually.ts';

it.each([
  [200, 'heard'],
  [299, 'heard'],
  [300, 'refused'],
  [400, 'unread'],
  [401, 'refused'],
  [405, 'refused'],
  [413, 'unread'],
  [500, 'refused'],
  [503, 'refused'],
] as const)('an answer %d means that its source was %s', (status, how) => {
  expect(howHeard({ status, body: '' })).toBe(how);
});

it('a source of which some alerts could not be read, or that left too early, spoke all the same', () => {
  expect(howHeard({ status: 200, body: '', unread: true })).toBe('unread');
  expect(howHeard(undefined)).toBe('unread');
});

describe('a request of a source is noted', () => {
  async function noting(refusal?: JournalError) {
    const noted: string[] = [];
    const noteRequest = (source: string, how: string) => noted.push(`${source} ${how}`);
    const { url } = await startWebhooks({ noteRequest, ...(refusal && { refusal: () => refusal }) });
    const post = (body: string, name = 'open') => fetch(`${url}/webhooks/${name}`, { method: 'POST', body });
    return { noted, url, post };
  }

  it.each([
    ['a good body', alertmanagerBody(firing('A')), 'open heard'],
    ['a body with a bad alert', alertmanagerBody(firing('A'), { status: 7 }), 'open unread'],
    ['a body of bad alerts alone', alertmanagerBody({ status: 7 }), 'open unread'],
    ['a body that is no JSON', '{', 'open unread'],
    ['a body that is too large', ' '.repeat(MAX_BODY + 1), 'open unread'],
  ])('%s', async (_, body, expected) => {
    const { noted, post } = await noting();
    await post(body);
    expect(noted).toEqual([expected]);
  });

  it('with wrong credentials, or while nothing is taken in; and none of an unknown source', async () => {
    const { noted, post } = await noting();
    await post(alertmanagerBody(firing('A')), 'guarded');
    await post(alertmanagerBody(firing('A')), 'unknown');
    expect(noted).toEqual(['guarded refused']);
    const full = await noting(new JournalError('journal.full', 'the disk is full'));
    await full.post(alertmanagerBody(firing('A')));
    expect(full.noted).toEqual(['open refused']);
  });

  it('whose sender leaves before its body is there', async () => {
    const { noted, url } = await noting();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /webhooks/open HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{');
    await eventually(async () => socket.bytesWritten).toBeGreaterThan(0);
    socket.destroy();
    await eventually(async () => noted).toEqual(['open unread']);
  });
});
