import { describe, expect, it } from 'vitest';
import { type AlarmLevel, labelsFrom } from '../../../src/alerts/alert.ts';
import { severityMap, severityOf } from '../../../src/alerts/severity.ts';

const levels: readonly (readonly [AlarmLevel, string])[] = [
  ['Critical', 'critical crit disaster emergency emerg fatal page p0 p1 sev0 sev1'],
  ['Major', 'major error err high p2 sev2'],
  ['Minor', 'minor warning warn average medium ticket p3 sev3'],
  ['Info', 'info information informational notice none ok debug low p4 p5'],
];
const table = levels.flatMap(([level, names]) => names.split(' ').map((name) => [name, level] as const));

describe('the severity map', () => {
  const map = severityMap({});

  it.each([...table, ['not classified', 'Info'] as const])('takes %s for %s', (severity, level) => {
    expect(map(severity)).toEqual({ level, known: true });
    expect(map(` ${severity.toUpperCase()}\t`)).toEqual({ level, known: true });
  });

  it.each([undefined, '', 'pageteam', '__proto__', 'constructor'])(
    'takes %s, unknown, for Major',
    (severity) => {
      expect(map(severity)).toEqual({ level: 'Major', known: false });
    },
  );

  it('lets additions win, whatever their case', () => {
    const added = severityMap({ ' PageTeam ': 'Critical', warning: 'Info' });
    expect(added('pageteam')).toEqual({ level: 'Critical', known: true });
    expect(added('Warning')).toEqual({ level: 'Info', known: true });
  });
});

describe('severityOf', () => {
  it.each([
    [{ severity: 'info', sloth_severity: 'page' }, 'info'],
    [{ severity: 'pageteam', sloth_severity: 'page' }, 'page'],
    [{ severity: 'pageteam' }, 'pageteam'],
    [{ severity: ' ', priority: 'P1' }, 'P1'],
    [{ level: 'error', priority: 'high' }, 'high'],
    [{ Severity: 'critical' }, 'critical'],
    [{ Severity: 'info', severity: 'critical' }, 'critical'],
    [{ severity_level: 'warning' }, 'warning'],
    [{ team: 'db' }, undefined],
  ] as const)('finds in %o %s', (labels, severity) => {
    expect(severityOf(labelsFrom(Object.entries(labels)), severityMap({}))).toBe(severity);
  });
});
