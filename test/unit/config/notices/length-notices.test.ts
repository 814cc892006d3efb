import { describe, expect, it } from 'vitest';
import { noticesOf, policy } from './notices-of.ts';

const x = (length: number) => 'x'.repeat(length);
const route = (more: object) => ({ routes: [{ match: ['team=db'], ...more }] });

describe('a text that is the same for each alarm', () => {
  it.each([
    ['alarm.alarmName', 255, 'doubt', (text: string) => ({ alarm: { alarmName: text } })],
    ['alarm.nameSpace', 255, 'doubt', (text: string) => ({ alarm: { nameSpace: text } })],
    ['alarm.resourceName', 255, 'doubt', (text: string) => ({ alarm: { resourceName: text } })],
    ['alarm.alarmDesc', 255, 'doubt', (text: string) => ({ alarm: { alarmDesc: text } })],
    ['alarm.alarmSource', 255, 'doubt', (text: string) => ({ alarm: { alarmSource: text } })],
    ['alarm.url', 255, 'doubt', (text: string) => ({ alarm: { url: text } })],
    ['alarm.regionId', 255, 'mistake', (text: string) => ({ alarm: { regionId: text } })],
    ['routes[0].resourceId', 255, 'mistake', (text: string) => route({ resourceId: text })],
    ['incidents[0].title', 200, 'doubt', (text: string) => policy({ title: text })],
    ['incidents[0].description', 600, 'doubt', (text: string) => policy({ description: text })],
    ['incidents[0].regionId', 255, 'mistake', (text: string) => policy({ regionId: text })],
    ['incidents[0].resolve.cause', 10_000, 'doubt', (cause: string) => resolving({ cause })],
    ['incidents[0].resolve.solution', 10_000, 'doubt', (solution: string) => resolving({ solution })],
    ['incidents[0].resolve.comment', 300, 'doubt', (comment: string) => resolving({ comment })],
  ])('as %s has at most %d characters: a %s', (path, limit, kind, sections) => {
    expect(noticesOf(sections(` ${x(limit)} `))).toEqual([]);
    expect(noticesOf(sections(x(limit + 1)))).toEqual([
      { kind, path, message: `is longer than ${limit} characters, and is cut`, remedy: expect.any(String) },
    ]);
  });

  it('may be of any length in a template, whose text is only known with an alarm', () => {
    expect(noticesOf({ alarm: { regionId: `{{ labels.region | default: "${x(300)}" }}` } })).toEqual([]);
  });
});

function resolving(texts: object) {
  return policy({ operator: 'robot', resolve: { mode: 'complete', ...texts } });
}
