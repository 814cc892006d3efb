import { describe, expect, it } from 'vitest';
import type { RequestOf } from '../../../src/coc/calls/define-api.ts';
import type { listIncidents } from '../../../src/coc/calls/list-incidents.ts';
import type { CallResult, CocCall } from '../../../src/coc/client.ts';
import { fetchNumbers, findIncident } from '../../../src/coc/find-incident.ts';
import { KEY } from './entries.ts';

type ListIncidents = RequestOf<typeof listIncidents>['body'];

interface Row {
  readonly ticket_id?: unknown;
  readonly title?: unknown;
}

interface Asked {
  readonly page: number;
  readonly perPage: number;
}

type Answer = { readonly tickets?: readonly unknown[]; readonly total?: unknown } | CallResult;

const OURS: Row = { ticket_id: 'IM7', title: `Disk full [${KEY}]` };
const others = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, i) => ({ ticket_id: `IM${1_000 + from + i}`, title: `other ${KEY}` }));

/** Looks in a COC that answers each page as told. Returns the outcome with what COC was asked. */
async function look(answer: (asked: Asked) => Answer) {
  const asked: Asked[] = [];
  const bodies: ListIncidents[] = [];
  const call = async ({ body }: CocCall): Promise<CallResult> => {
    const list = body as ListIncidents;
    bodies.push(list);
    const page = { page: list.page, perPage: list.per_page };
    asked.push(page);
    const answered = answer(page);
    if ('outcome' in answered) return answered;
    return { outcome: { kind: 'delivered' }, json: { data: answered } };
  };
  return { outcome: await findIncident(KEY, call), asked, bodies, tickets: () => fetchNumbers(KEY, call) };
}

/** Serves rows as an honest COC does, with at most `cap` a page. */
const pagesOf =
  (rows: readonly unknown[], { cap = 50, total = rows.length as unknown } = {}) =>
  ({ page, perPage }: Asked): Answer => {
    const size = Math.min(perPage, cap);
    return { tickets: rows.slice((page - 1) * size, page * size), total };
  };

const DOWN: CallResult = {
  outcome: { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' },
};
const FORBIDDEN: CallResult = {
  outcome: { kind: 'retry', reason: 'forbidden', scope: 'destination', detail: 'HTTP 403' },
};
const FOUND = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM7' };
const ABSENT = { kind: 'unknown', reason: 'not-listed', look: 'complete' };
const BLIND = { kind: 'unknown', reason: 'lookup-unavailable', look: 'incomplete' };

describe('an incident is found in any list that shows it', () => {
  it.each<[string, (asked: Asked) => Answer]>([
    ['a whole one', pagesOf([...others(3), OURS])],
    ['one that counts wrong', pagesOf([...others(3), OURS], { total: 99 })],
    ['one that does not count', pagesOf([OURS], { total: null })],
    ['one with a row beside it that is unreadable', pagesOf([{ title: 4 }, OURS, null])],
    ['a page behind others', pagesOf([...others(130), OURS])],
    [
      'a page behind others, of a COC that gives fewer rows a page',
      pagesOf([...others(50), OURS], { cap: 20 }),
    ],
    ['a page, before one that fails', ({ page }) => (page === 1 ? { tickets: [OURS], total: 60 } : DOWN)],
  ])('%s', async (_case, answer) => {
    expect((await look(answer)).outcome).toEqual(FOUND);
  });

  it('and no further page is asked for', async () => {
    const { asked } = await look(pagesOf([OURS, ...others(130)]));
    expect(asked).toHaveLength(1);
  });

  it('also beside another of its tickets, whose number no call can have', async () => {
    const { outcome, tickets } = await look(pagesOf([{ ...OURS, ticket_id: '../x' }, OURS]));
    expect(outcome).toEqual(FOUND);
    expect(await tickets()).toEqual({
      ...{ kind: 'seen', incidentNums: ['IM7'], complete: false },
      gap: 'COC lists it under a number that no call can have',
    });
  });

  it('and only by the exact marker', async () => {
    const near = ['ep-01j1ya', '[ep-01j1yab]', '[xep-01j1ya]', 'ep-01j1ya]'].map((title, i) => ({
      ticket_id: `IM${i}`,
      title,
    }));
    expect((await look(pagesOf(near))).outcome).toMatchObject(ABSENT);
  });
});

describe('a list without the incident is complete', () => {
  it.each<[string, (asked: Asked) => Answer]>([
    [
      'when others have numbers that no call can have',
      pagesOf([...others(2), { ticket_id: 'a/b', title: 'x' }]),
    ],
    [
      'when long numbers differ at their ends',
      pagesOf([1, 2].map((n) => ({ ticket_id: 'x'.repeat(300) + n, title: 'x' }))),
    ],
    ['when it is empty and COC counts none', pagesOf([])],
    ['when COC writes the count as digits', pagesOf(others(3), { total: '3' })],
    ['when it has several pages', pagesOf(others(130))],
    ['when the last page that is read is the empty one', pagesOf(others(950))],
    ['when COC gives fewer rows a page than asked for', pagesOf(others(45), { cap: 20, total: '45' })],
  ])('%s', async (_case, answer) => {
    expect((await look(answer)).outcome).toMatchObject(ABSENT);
  });

  it('and asks for all incidents and their count, by the word in the marker', async () => {
    const { bodies } = await look(pagesOf([]));
    expect(bodies).toEqual([
      {
        string_filters: [{ field: 'title', operator: 'like', values: ['ep-01j1ya'] }],
        ticket_types: ['incident'],
        page: 1,
        per_page: 50,
        contain_all: true,
        contain_total: true,
      },
    ]);
  });

  it('only after an empty page, and each page begins where the one before ended', async () => {
    const { asked } = await look(pagesOf(others(45), { cap: 20 }));
    expect(asked).toEqual([1, 2, 3, 4].map((page) => ({ page, perPage: page === 1 ? 50 : 20 })));
  });
});

describe('a list without the incident proves nothing', () => {
  const overlapping = ({ page }: Asked): Answer => ({
    tickets: page > 2 ? [] : others(20, page === 1 ? 0 : 10),
    total: 40,
  });

  it.each<[string, (asked: Asked) => Answer]>([
    ['when it is shorter than COC counts', pagesOf(others(34), { total: 38 })],
    ['when it is longer than COC counts', pagesOf(others(4), { total: 3 })],
    ['when it is empty and COC counts one', pagesOf([], { total: 1 })],
    ['when its pages overlap', overlapping],
    ['when COC repeats the same page for ever', () => ({ tickets: others(20), total: 40 })],
    ['when COC does not count', pagesOf(others(3), { total: null })],
    ['when COC counts in words', pagesOf(others(3), { total: '3 incidents' })],
    ['when COC counts less than nothing', pagesOf([], { total: -1 })],
    ['when the count changes', ({ page }) => ({ tickets: page === 1 ? others(3) : [], total: page + 2 })],
    ['when a row is unreadable that COC does not count', pagesOf([...others(2), null], { total: 2 })],
    ['when a row is unreadable', pagesOf([...others(2), { title: 'x' }])],
    ['when a row has no title', pagesOf([...others(2), { ticket_id: 'IM5' }])],
    ['when a row has an empty number', pagesOf([...others(2), { ticket_id: ' ', title: 'x' }])],
    ['when ours has a number that no call can have', pagesOf([...others(2), { ...OURS, ticket_id: 'IM 7' }])],
    ['when ours has a number that is too long', pagesOf([{ ...OURS, ticket_id: 'x'.repeat(256) }])],
    ['when it has more pages than are read', pagesOf(others(1_001))],
    ['when it has another form', () => ({ total: 0 })],
    ['when it is no JSON', () => ({ outcome: { kind: 'delivered' } })],
    ['when it may not be read', () => FORBIDDEN],
  ])('%s', async (_case, answer) => {
    expect((await look(answer)).outcome).toMatchObject(BLIND);
  });

  it.each<[string, unknown, string]>([
    ['a wrong count', 4, 'COC counts 4 incidents, but lists 3'],
    ['no count', null, 'COC does not count the incidents the same each time'],
  ])('and says why: %s', async (_case, total, words) => {
    const { outcome } = await look(pagesOf(others(3), { total }));
    expect(outcome).toMatchObject({ detail: expect.stringContaining(`cannot search for it: ${words};`) });
  });

  it.each<[string, (asked: Asked) => Answer]>([
    ['the first page', () => DOWN],
    ['a later page', ({ page }) => (page === 1 ? { tickets: others(50), total: 60 } : DOWN)],
  ])('when %s fails, and then it stays unknown', async (_case, answer) => {
    expect((await look(answer)).outcome).toEqual({
      kind: 'unknown',
      reason: 'server-error',
      detail: 'could not search for the incident: HTTP 503',
      look: 'incomplete',
    });
  });
});

describe('all tickets of an incident', () => {
  const twice = [OURS, ...others(60), { ...OURS, ticket_id: 'IM9' }, OURS];

  it('are read over all pages, each once', async () => {
    const { tickets } = await look(pagesOf(twice, { total: 62 }));
    expect(await tickets()).toStrictEqual({ kind: 'seen', incidentNums: ['IM7', 'IM9'], complete: true });
  });

  it('count also from a list that has gaps, which says so', async () => {
    const { tickets } = await look(({ page }) =>
      page === 1 ? { tickets: twice.slice(0, 50), total: 62 } : DOWN,
    );
    expect(await tickets()).toEqual({
      ...{ kind: 'seen', incidentNums: ['IM7'], complete: false, gap: 'HTTP 503' },
    });
  });

  it.each<[string, (asked: Asked) => Answer]>([
    ['a page has another form', ({ page }) => (page === 1 ? { tickets: [OURS], total: 9 } : { total: 9 })],
    ['there are more pages than are read', pagesOf([OURS, ...others(1_000)])],
  ])('count also when %s', async (_case, answer) => {
    const { tickets } = await look(answer);
    const gap = expect.stringMatching(/./);
    expect(await tickets()).toEqual({ kind: 'seen', incidentNums: ['IM7'], complete: false, gap });
  });

  it('are not known when COC can not be asked', async () => {
    const { tickets } = await look(() => DOWN);
    expect(await tickets()).toEqual({ kind: 'failed', outcome: DOWN.outcome });
  });
});
