import type { SentCall } from '../coc/network.ts';
import type { Told } from '../senders.ts';
import { groupBy } from './group-by.ts';
import type { Violation } from './violation.ts';

const LEVELS = { critical: 'Critical', warning: 'Minor' } as const;

interface Case {
  readonly acknowledged: readonly Told[];
  /** All messages that were sent, acknowledged or not. */
  readonly issued: readonly Told[];
  /** Calls that COC has carried out, in that order. */
  readonly carriedOut: readonly SentCall[];
  readonly collapse: boolean;
  /** Names of the series that COC refuses. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Judges the alarms of each series. Without repeats, COC has received exactly what the sender was acknowledged
 * for, in its order. Where alarms may collapse, it has received a part of it, and the last. So it has of a
 * series that fires again with the begin that it had, or an earlier one: such an alarm waits, and leaves with its end.
 */
export function judgeAlarms(one: Case): readonly Violation[] {
  const { acknowledged, issued, carriedOut, collapse, refused } = one;
  const names = new Set(acknowledged.map(({ name }) => name));
  const received = groupBy(
    carriedOut.filter(({ operation, status }) => operation === 'alarm' && status === 200),
    ({ json }) => String(json?.alarmName),
  );
  const violations: Violation[] = [];
  const known = new Set(issued.map((told) => `${told.name} at ${told.endsAt ?? told.startsAt}`));
  for (const [name, calls] of received)
    for (const { json } of calls)
      if (!known.has(`${name} at ${json?.time}`))
        violations.push({ invariant: 'I2', what: `nobody sent ${name} at ${json?.time}` });
  for (const name of names) {
    if (refused.has(name)) continue;
    const told = acknowledged.filter((one) => one.name === name);
    const returns = told.some((one) => one.returns);
    const plain = (words: readonly string[]) =>
      returns ? words.map((word) => (word.startsWith('ok') ? 'ok' : word)) : words;
    const wanted = plain(transitionsOf(told));
    const got = withoutRepeats(plain((received.get(name) ?? []).map(wordsOf)));
    const violation = compare(wanted, got, collapse || returns);
    if (violation)
      violations.push({ ...violation, what: `${name}: ${violation.what}: wanted ${wanted}; got ${got}` });
  }
  return violations;
}

function compare(
  wanted: readonly string[],
  got: readonly string[],
  collapse: boolean,
): Violation | undefined {
  let next = 0;
  for (const one of got) {
    const at = wanted.indexOf(one, next);
    if (at < 0) return { invariant: 'I3', what: `"${one}" is out of order` };
    if (at > next && !collapse) return { invariant: 'I1', what: `"${wanted[next]}" is missing` };
    next = at + 1;
  }
  if (got.at(-1) !== wanted.at(-1)) return { invariant: 'truth', what: `the last state is not known` };
  return next === wanted.length || collapse ? undefined : { invariant: 'I1', what: 'the end is missing' };
}

/** Changes of a series, as COC should hear of them. */
function transitionsOf(told: readonly Told[]): readonly string[] {
  const changes: string[] = [];
  let level: string | undefined;
  for (const { status, severity } of told) {
    if (status === 'resolved') {
      if (level !== undefined) changes.push(`ok ${level}`);
      level = undefined;
    } else if (level !== LEVELS[severity]) {
      level = LEVELS[severity];
      changes.push(`alarm ${level}`);
    }
  }
  return changes;
}

function wordsOf({ json }: SentCall): string {
  return `${json?.alarmStatus} ${json?.alarmLevel}`;
}

function withoutRepeats(words: readonly string[]): readonly string[] {
  return words.filter((word, i) => word !== words[i - 1]);
}
