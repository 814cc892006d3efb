import { describe, expect, it } from 'vitest';
import { describeConfigError } from '../../../src/config/describe-issues.ts';
import { readYaml } from '../../../src/config/yaml-file.ts';
import { cpuMsOf } from '../../support/measure-cpu.ts';
import { configOf, faultOf, SOUND } from './fault-of.ts';

describe('a YAML file', () => {
  it.each([
    ['nothing', '', 'f', 'is empty'],
    ['comments only', '# x\n', 'f', 'is empty'],
    ['an open bracket', 'a: 1\nb: [1\n', 'f:3:1', 'is not YAML: Flow sequence'],
    ['an open quote', 'a: "1\n', 'f:2:1', 'is not YAML: Missing closing "quote'],
    [
      'a bare reference in a flow map',
      `a: { b: $\{C}, d: [1] }\ne: 1\n`,
      'f:1:10',
      'between { } or [ ] needs quotes',
    ],
    ['a tab', 'a:\n\tb: 1\n', 'f:2:1', 'a line is indented with a tab'],
    ['two documents', 'a: 1\n---\nb: 1\n', 'f:2:1', 'the file holds a second YAML document'],
    ['a tag', 'a: !!js/function x\n', 'f:1:4', 'a YAML tag is unknown'],
    ['an unknown alias', 'a: *b\n', 'f', 'uses a YAML alias or merge that cannot be followed'],
    ['too much', 'a'.repeat(5_000_000), 'f', 'is larger than 4 MiB'],
  ])('with %s is refused with its place and a remedy', (_, text, at, message) => {
    const [issue] = readYaml(text, 'f', {}).issues;
    expect(issue).toMatchObject({ at, message: expect.stringContaining(message) });
    expect(issue?.remedy).not.toBe('');
    expect(issue).not.toHaveProperty('path');
  });

  it.each([
    ['a list instead of sections', '- a\n', 'is a list, but must be a section'],
    ['a text instead of sections', `$\{C}\n`, 'refers to the environment variable C'],
  ])('with %s is faulty as a whole, not at a key', (_, text, message) => {
    const { issues } = faultOf(text);
    expect(issues[0]?.message).toContain(message);
    for (const issue of issues) expect(issue).not.toHaveProperty('path');
    expect(describeConfigError(faultOf(text))).toMatch(/^agent\.yaml:1:1$/m);
  });

  it('tells of faults of the syntax the first, as the others follow from it', () => {
    expect(readYaml(`a: { b: $\{C} }\nd: { e: $\{F} }\n`, 'f', {}).issues).toHaveLength(1);
  });

  it('with a key twice is refused, together with its other faults', () => {
    const { issues } = faultOf(`${SOUND}dataDir: a\ndataDir: b\nlog: { level: loud }\n`);
    expect(issues.map(({ at, message }) => `${at} ${message}`)).toEqual([
      'agent.yaml:10:1 the key dataDir appears twice in the same section',
      'agent.yaml:11:15 is not one of the valid values',
    ]);
  });

  it('can use anchors, aliases and merges', () => {
    const text = SOUND.replace(
      '{ type: alertmanager }',
      '&am { type: alertmanager }\n  other: *am\n  third: { <<: *am }',
    );
    expect(Object.keys(configOf(text).sources)).toEqual(['prod', 'other', 'third']);
  });

  it('cannot use aliases to grow without bound', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1)
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    const read = () =>
      expect(readYaml(lines.join('\n'), 'f', {}).issues[0]?.message).toContain('Excessive alias count');
    expect(cpuMsOf(read)).toBeLessThan(2_000);
  });

  it('locates a scalar at its value, a section at its key, and what is missing at what is around it', () => {
    const { locate, locateKey } = readYaml('a:\n  b:\n    - c: 1\n      d: [x]\n', 'f', {});
    expect(locate(['a', 'b', 0, 'c'])).toBe('f:3:10');
    expect(locateKey(['a', 'b', 0, 'c'])).toBe('f:3:7');
    expect(locate(['a', 'b'])).toBe('f:2:3');
    expect(locate(['a', 'b', 0, 'd', 0])).toBe('f:4:11');
    expect(locate(['a', 'b', 7, 'x'])).toBe('f:2:3');
    expect(locate(['a', 'missing', 'x'])).toBe('f:1:1');
  });
});
