import { hanging } from '../terminal/hanging.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What a changed configuration means for what is open or waits. */
export interface Consequences {
  readonly orphans: readonly { readonly message: string; readonly remedy: string }[];
  readonly effects: readonly { readonly kind: 'left' | 'changed'; readonly message: string }[];
}

/** Lines about what is open under names that are gone, with what to do, and about what goes on in another way. */
export function describeConsequences(
  { orphans, effects }: Consequences,
  terminal: Terminal,
): readonly string[] {
  const strong = (line: string) => paint(line, 'strong', terminal.color);
  return [
    ...orphans.flatMap(({ message, remedy }) => [
      ...hanging('! ', safeText(message), terminal).map(strong),
      ...hanging('  ', safeText(remedy), terminal),
    ]),
    ...effects.flatMap(({ kind, message }) =>
      kind === 'left'
        ? hanging('! ', safeText(message), terminal).map(strong)
        : hanging('- ', safeText(message), terminal),
    ),
  ];
}
