import type { Dispatcher } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import type { Deadline } from '../../../src/coc/deadline.ts';
import { exchange } from '../../../src/coc/exchange.ts';

const REQUEST = { method: 'POST', origin: 'http://coc.example', path: '/x', headers: {} } as const;

/** A deadline that ends when the test says so, in the midst of it. */
function handDeadline({ aborted = false } = {}) {
  let end: () => void = () => undefined;
  const signal = {
    aborted,
    addEventListener: (_: string, listener: () => void) => {
      end = listener;
    },
    removeEventListener: () => undefined,
  };
  const deadline = { signal: signal as never, cause: () => 'timeout', stop: () => undefined } as Deadline;
  return { deadline, end: () => end() };
}

/** Starts an exchange over a dispatcher that does what the test plays. */
function start(maxBytes = 4) {
  let played: Dispatcher.DispatchHandler | undefined;
  const dispatch: Dispatcher['dispatch'] = (_, handler) => {
    played = handler;
    return true;
  };
  const { deadline, end } = handDeadline();
  const abort = vi.fn<(reason: Error) => void>();
  const onComplete = vi.fn<() => void>();
  const request = { ...REQUEST, body: Buffer.from('{}') };
  const result = exchange({ dispatch } as Dispatcher, request, { deadline, maxBytes, onComplete });
  const controller = { abort } as unknown as Dispatcher.DispatchController;
  return {
    ...{ result, abort, onComplete, end },
    connect: () => played?.onRequestStart?.(controller, {}),
    head: (status: number, headers = {}) => played?.onResponseStart?.(controller, status, headers),
    data: (text: string) => played?.onResponseData?.(controller, Buffer.from(text)),
    finish: () => played?.onResponseEnd?.(controller, {}),
  };
}

describe('an answer in pieces', () => {
  it.each([
    [['abc', 'd'], { body: 'abcd', truncated: false }],
    [['ab', 'cde'], { body: 'abcd', truncated: true }],
    [['a', 'b', 'c', 'd', 'e'], { body: 'abcd', truncated: true }],
    [['abcd', 'e'], { body: 'abcd', truncated: true }],
    [[], { body: '', truncated: false }],
  ])('of %j is read up to the cap of 4: %j', async (pieces, expected) => {
    const { result, abort, connect, head, data, finish } = start();
    connect();
    head(200);
    for (const piece of pieces) data(piece);
    expect(abort).toHaveBeenCalledTimes(expected.truncated ? 1 : 0);
    if (!expected.truncated) finish();
    expect(await result).toEqual({ kind: 'answer', status: 200, headers: {}, ...expected });
    expect(abort).toHaveBeenCalledTimes(expected.truncated ? 1 : 0);
  });

  it('has each header once, under its name in lower case, and none without a value', async () => {
    const { result, connect, head, finish } = start();
    connect();
    head(200, { 'X-A': '1', 'x-b': ['2', '3'], 'x-c': undefined });
    finish();
    const answer = await result;
    expect(Object.entries('headers' in answer ? answer.headers : {})).toEqual([
      ['x-a', '1'],
      ['x-b', '2, 3'],
    ]);
  });

  it('begins with its status: what is told before is not yet an answer', async () => {
    const early = start();
    early.connect();
    early.head(103);
    early.end();
    expect(await early.result).toEqual({ kind: 'failure', cause: 'timeout', sent: true, answered: false });
    const late = start();
    late.connect();
    late.head(200);
    late.end();
    expect(await late.result).toEqual({ kind: 'failure', cause: 'timeout', sent: true, answered: true });
  });

  it('is none when the connection ends before it', async () => {
    const { result, connect, finish, onComplete } = start();
    connect();
    finish();
    expect(await result).toMatchObject({ kind: 'failure', cause: 'error', sent: true, answered: false });
    expect(onComplete).not.toHaveBeenCalled();
  });
});

describe('a request that is given up', () => {
  it('while it waits for a connection is not sent over that connection', async () => {
    const { result, abort, connect, end } = start();
    end();
    expect(await result).toEqual({ kind: 'failure', cause: 'timeout', sent: false, answered: false });
    expect(abort).not.toHaveBeenCalled();
    connect();
    expect(abort).toHaveBeenCalledOnce();
  });

  it('does not count as complete any more, even if the rest of its answer comes', async () => {
    const { result, abort, onComplete, connect, head, finish, end } = start();
    connect();
    head(200);
    end();
    expect(abort).toHaveBeenCalledOnce();
    finish();
    expect(await result).toMatchObject({ kind: 'failure', answered: true });
    expect(onComplete).not.toHaveBeenCalled();
  });
});

it('a request whose time is over before it begins is not made', async () => {
  const dispatch = vi.fn<Dispatcher['dispatch']>();
  const { deadline } = handDeadline({ aborted: true });
  const request = { ...REQUEST, body: Buffer.from('{}') };
  const end = await exchange({ dispatch } as never, request, { deadline, maxBytes: 4 });
  expect(end).toEqual({ kind: 'failure', cause: 'timeout', sent: false, answered: false });
  expect(dispatch).not.toHaveBeenCalled();
});

it('a request that cannot be made fails with the reason, and nothing of it was sent', async () => {
  const error = new Error('no such header');
  const dispatch: Dispatcher['dispatch'] = () => {
    throw error;
  };
  const { deadline } = handDeadline();
  const request = { ...REQUEST, body: Buffer.from('{}') };
  const end = await exchange({ dispatch } as Dispatcher, request, { deadline, maxBytes: 4 });
  expect(end).toEqual({ kind: 'failure', cause: 'error', sent: false, answered: false, error });
});
