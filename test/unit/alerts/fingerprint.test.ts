import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { labelsFingerprint } from '../../../src/alerts/fingerprint.ts';

describe('labelsFingerprint', () => {
  // The first three are of Alertmanager's own tests, the last is FNV's offset basis.
  it.each([
    [{ severity: 'warning', job: 'foo' }, '9266ef3da838ad95'],
    [{ severity: 'critical', job: 'foo' }, '3b15fd163d36582e'],
    [{ alertname: 'alert1', lbl1: 'val1' }, 'fac0861a85de433a'],
    [{}, 'cbf29ce484222325'],
  ])('makes of %o what Alertmanager makes of it', (labels, fingerprint) => {
    expect(labelsFingerprint(labelsFrom(Object.entries(labels)))).toBe(fingerprint);
  });

  it('does not depend on the order of the labels', () => {
    const labels = labelsFrom([
      ['job', 'foo'],
      ['severity', 'warning'],
    ]);
    expect(labelsFingerprint(labels)).toBe('9266ef3da838ad95');
  });

  // Computed with hash/fnv's algorithm in Python: a sort by UTF-16 units would put the emoji before U+FF5E.
  it('sorts names by their UTF-8 bytes and counts a label named __proto__', () => {
    const labels = labelsFrom([
      ['👻', 'ghost'],
      ['～', 'tilde'],
      ['__proto__', 'p'],
    ]);
    expect(labelsFingerprint(labels)).toBe('4923fa62fa71be37');
  });
});
