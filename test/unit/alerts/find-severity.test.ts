import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM_LEVELS, labelsFrom } from '../../../src/alerts/alert.ts';
import { type FoundSeverity, findSeverity } from '../../../src/alerts/find-severity.ts';
import { severityMap } from '../../../src/alerts/severity.ts';

type Texts = Readonly<Record<string, string>>;
const map = severityMap({});

function find(labels: Texts, annotations: Texts = {}): FoundSeverity {
  return findSeverity(labelsFrom(Object.entries(labels)), labelsFrom(Object.entries(annotations)), map);
}

describe('findSeverity', () => {
  it.each<[Texts, string, FoundSeverity['level']]>([
    [{ severity: 'info', sloth_severity: 'page' }, 'info', 'Info'],
    [{ severity: 'pageteam', sloth_severity: 'page' }, 'page', 'Critical'],
    [{ severity: ' ', priority: 'P1' }, 'P1', 'Critical'],
    [{ level: 'error', priority: 'high' }, 'high', 'Major'],
    [{ Severity: 'critical' }, 'critical', 'Critical'],
    [{ Severity: 'info', severity: 'critical' }, 'critical', 'Critical'],
    [{ Severity: 'info', priority: 'P1' }, 'info', 'Info'],
    [{ severity_level: 'warning' }, 'warning', 'Minor'],
    [{ severity: 'sev-1', priority: 'low' }, 'sev-1', 'Critical'],
    [{ severity: 'warning', level: 'error' }, 'warning', 'Minor'],
    [{ sloth_severity: 'ticket', priority: 'P1' }, 'P1', 'Critical'],
    [{ level: 'critical' }, 'critical', 'Critical'],
    [{ severity: 'pageteam', level: 'error' }, 'error', 'Major'],
    [{ priority: 'P4' }, 'P4', 'Info'],
    [{ priority: 'P4', level: 'fatal' }, 'fatal', 'Critical'],
    [{ priority: 'pager', severity_level: 'sev2' }, 'sev2', 'Major'],
  ])('takes from the labels %o the severity %s: %s', (labels, severity, level) => {
    expect(find(labels)).toEqual({ severity, level, known: true });
  });

  it.each<[Texts, string | undefined]>([
    [{ severity: 'urgent', level: 'info' }, 'urgent'],
    [{ severity: 'pageteam', sloth_severity: 'ticket' }, 'pageteam'],
    [{ severity: 'slack', priority: 'P5', severity_level: 'warning' }, 'slack'],
    [{ level: 'debug', app: 'x' }, undefined],
    [{ level: 'warning' }, undefined],
    [{ priority: 'somewhen' }, 'somewhen'],
    [{ team: 'db' }, undefined],
  ])('stays loud with the unknown severity of %o', (labels, severity) => {
    expect(find(labels)).toEqual({ ...(severity && { severity }), level: 'Major', known: false });
  });

  it.each<[Texts, Texts, string, FoundSeverity['level']]>([
    [{ alertname: 'x' }, { severity: 'critical' }, 'critical', 'Critical'],
    [{ alertname: 'x' }, { Severity: 'SEV3' }, 'SEV3', 'Minor'],
    [{ priority: 'P3' }, { severity: 'critical' }, 'critical', 'Critical'],
    [{ severity: 'pageteam' }, { severity: 'critical' }, 'critical', 'Critical'],
    [{ severity: 'warning' }, { severity: 'critical' }, 'warning', 'Minor'],
    [{ alertname: 'x' }, { priority: 'P2', severity: 'none' }, 'P2', 'Major'],
  ])('reads annotations too: %o %o is %s', (labels, annotations, severity, level) => {
    expect(find(labels, annotations)).toEqual({ severity, level, known: true });
  });

  it('does not let a quiet annotation hide an unknown severity, nor one called level say anything', () => {
    expect(find({ severity: 'pageteam' }, { severity: 'info' })).toMatchObject({
      level: 'Major',
      known: false,
    });
    expect(find({}, { level: 'critical' })).toEqual({ level: 'Major', known: false });
  });
});

const names = fc.constantFrom(
  'severity',
  'Severity',
  'sloth_severity',
  'severity_level',
  'priority',
  'level',
  'x',
);
const severities = fc.constantFrom(
  'critical',
  'P2',
  'warning',
  'debug',
  '提示',
  'pageteam',
  ' ',
  'constructor',
);
const texts = fc.dictionary(names, severities);
const rank = (found: FoundSeverity): number => ALARM_LEVELS.indexOf(found.level);

describe('any labels and annotations', () => {
  it('never change a known severity', () => {
    fc.assert(
      fc.property(texts, texts, severities, (labels, annotations, severity) => {
        fc.pre(map(severity).known);
        expect(find({ ...labels, severity }, annotations)).toEqual({ ...map(severity), severity });
      }),
    );
  });

  it('never make an unknown severity quieter', () => {
    fc.assert(
      fc.property(texts, texts, (labels, annotations) => {
        const { Severity: _, ...others } = labels;
        const found = find({ ...others, severity: 'pageteam' }, annotations);
        expect(rank(found)).toBeLessThanOrEqual(ALARM_LEVELS.indexOf('Major'));
      }),
    );
  });

  it('never make an alert quieter by the level of a log line', () => {
    fc.assert(
      fc.property(texts, texts, severities, (labels, annotations, level) => {
        const { level: _, ...others } = labels;
        expect(rank(find({ ...others, level }, annotations))).toBeLessThanOrEqual(
          rank(find(others, annotations)),
        );
      }),
    );
  });

  it('never make an alert quieter once something names a known severity', () => {
    fc.assert(
      fc.property(texts, names, severities, (labels, name, severity) => {
        fc.pre(name.toLowerCase() !== 'severity' && !Object.hasOwn(labels, name) && find(labels).known);
        expect(rank(find({ ...labels, [name]: severity }))).toBeLessThanOrEqual(rank(find(labels)));
      }),
    );
  });
});
