import type { Effect } from './change.ts';
import type { Difference } from './difference.ts';
import type { AlarmPlace } from './lead.ts';
import { several } from './several.ts';

/** Most lines about differences of one kind. */
const MOST_LINES = 5;

const KINDS = ['moved', 'dropped', 'joins', 'stays'] as const satisfies readonly Difference['kind'][];

/** Key under which a kind is told. */
const KEYS: Readonly<Record<Difference['kind'], string>> = {
  moved: 'target',
  dropped: 'drop',
  joins: 'incident',
  stays: 'incident',
};

/** Numbers of the alarms that fire, and of those among them that were compared. */
export interface Looked {
  readonly firing: number;
  readonly compared: number;
}

/** Counts what other routes mean for the alarms that fire. */
export class DifferenceTally {
  readonly #counts = new Map<string, { readonly difference: Difference; count: number }>();

  add(difference: Difference): void {
    const about = JSON.stringify(inWords(difference));
    const known = this.#counts.get(about) ?? { difference, count: 0 };
    known.count += 1;
    this.#counts.set(about, known);
  }

  /** Says it, the largest number of each kind first. Where not all alarms were compared, the numbers are the least. */
  effects({ firing, compared }: Looked): readonly Effect[] {
    const isWhole = compared >= firing;
    const [least, rest] = isWhole
      ? ['', '']
      : ['at least ', ` (${compared} of ${firing} alarms that fire were compared)`];
    return KINDS.flatMap((kind) => {
      const all = [...this.#counts.values()].filter(({ difference }) => difference.kind === kind);
      all.sort((a, b) => b.count - a.count);
      const [said, others] = [all.slice(0, MOST_LINES), all.slice(MOST_LINES)];
      const count = others.reduce((sum, one) => sum + one.count, 0);
      const messages = said.map((one) => wordsFor(one.difference, one.count));
      const more = `${several(count, 'more alarm')} ${count === 1 ? 'goes' : 'go'} on in ${several(others.length, 'other way')} of this kind`;
      return [...messages, ...(count > 0 ? [more] : [])].map((message): Effect => {
        return { key: KEYS[kind], kind: 'changed', message: `${least}${message}${rest}` };
      });
    });
  }
}

/** All that the words for a difference depend on. */
function inWords(difference: Difference): unknown {
  return difference.kind === 'moved' ? wordsForMove(difference.from, difference.to) : difference;
}

function wordsFor(difference: Difference, count: number): string {
  const isOne = count === 1;
  const alarms = `${several(count, 'alarm')} that ${isOne ? 'fires' : 'fire'}`;
  const [is, has, its] = isOne ? ['is', 'has', 'its'] : ['are', 'have', 'their'];
  switch (difference.kind) {
    case 'moved':
      return `${alarms} ${isOne ? 'moves' : 'move'} ${wordsForMove(difference.from, difference.to)}: with its next message each ends in the old place and opens in the new one, where it asks for an incident of its own`;
    case 'dropped': {
      const by = difference.reason === 'heartbeat' ? 'as a heartbeat' : 'by its route';
      return `${alarms} ${is} dropped ${by} from now on: COC hears only of ${its} end, and an incident that is open goes on`;
    }
    case 'joins':
      return `${alarms} ${isOne ? 'matches' : 'match'} the policy ${difference.policy} now: with the next message of each, its incident is asked for`;
    case 'stays': {
      const now = difference.other === undefined ? 'no policy' : `the policy ${difference.other}`;
      return `${alarms} and ${has} an open incident of the policy ${difference.policy} ${isOne ? 'matches' : 'match'} ${now} now: the incident stays with the policy ${difference.policy} until it ends`;
    }
  }
}

/** Fields of a place, and their names for people. */
const FIELDS = [
  ['integration', 'the integration'],
  ['applicationId', 'the application'],
  ['regionId', 'the region'],
] as const satisfies readonly (readonly [keyof AlarmPlace, string])[];

function wordsForMove(from: AlarmPlace, to: AlarmPlace): string {
  const moves = FIELDS.flatMap(([field, name]) =>
    from[field] === to[field] ? [] : [`from ${name} ${from[field] || 'none'} to ${to[field] || 'none'}`],
  );
  return moves.join(' and ');
}
