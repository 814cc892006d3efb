import { hanging } from '../terminal/hanging.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Name of a fact, and what it is. One that is empty has no line. */
export type Fact = readonly [name: string, value: string | null | undefined];

/** A line for each fact that is known, with all values in one column. */
export function factLines(facts: readonly Fact[], terminal: Terminal): readonly string[] {
  const known = facts.filter((fact): fact is readonly [string, string] => (fact[1] ?? '') !== '');
  const width = Math.max(0, ...known.map(([name]) => name.length)) + 2;
  return known.flatMap(([name, value]) => {
    const label = `${name}:`;
    const [first = '', ...rest] = hanging(label.padEnd(width), safeText(value), terminal);
    return [`${paint(label, 'heading', terminal.color)}${first.slice(label.length)}`, ...rest];
  });
}
