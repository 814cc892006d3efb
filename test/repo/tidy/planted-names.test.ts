import { describe } from 'vitest';
import { itFinds, type Planted } from './planted.ts';

const NAMES: readonly Planted[] = [
  {
    fault: 'two exports of one name',
    files: {
      'src/time/a.ts': '\nexport const answer = 1;',
      'src/outbox/b.ts': 'export function answer() {}',
    },
    found: [
      'src/outbox/b.ts:1: exports alike: answer is exported by src/time/a.ts too.',
      'src/time/a.ts:2: exports alike: answer is exported by src/outbox/b.ts too.',
    ],
  },
  {
    fault: 'two files of one name',
    files: { 'src/time/policy.ts': 'export const a = 1;', 'src/outbox/policy.ts': 'export const b = 1;' },
    found: ['src/outbox/policy.ts:1: files alike: policy.ts', 'src/time/policy.ts:1: files alike: policy.ts'],
  },
  {
    fault: 'a type with a word of another thing',
    files: { 'src/outbox/a.ts': '\nexport interface Episode {}' },
    found: ['src/outbox/a.ts:2: wrong word: "Episode" in Episode: say Series: an episode is one span'],
  },
  {
    fault: 'half a word of the glossary, in a name and in the name of a file',
    files: {
      'src/dead-letters/redrive-letter.ts': 'export const LETTER_CHANGES = 1;\nexport type DeadLetters = 1;',
    },
    found: [
      'src/dead-letters/redrive-letter.ts:1: wrong word: "letter" in the name of the file: say dead letter.',
      'src/dead-letters/redrive-letter.ts:1: wrong word: "letter" in LETTER_CHANGES: say dead letter.',
    ],
  },
  {
    fault: 'a word of two parts',
    files: { 'src/time/a.ts': 'export class ConfigInForce {}' },
    found: ['src/time/a.ts:1: wrong word: "in force" in ConfigInForce: say current.'],
  },
  {
    fault: 'a wrong word in names that a file keeps for itself',
    files: {
      'src/dead-letters/a.ts':
        'export class Kept {\n  #requeueAll() {}\n  dlqSize() {}\n}\nfunction isStanding(inForce: boolean) {}\n' +
        'const tickets = 1;\nconst { letters } = {} as any;\ntype Episode = string;\nconst episodes = episodeState;',
    },
    found: [
      'src/dead-letters/a.ts:2: wrong word: "requeue" in requeueAll: say redrive.',
      'src/dead-letters/a.ts:3: wrong word: "dlq" in dlqSize: say dead letters.',
      'src/dead-letters/a.ts:5: wrong word: "standing" in isStanding: say the name of the state.',
      'src/dead-letters/a.ts:5: wrong word: "in force" in inForce: say current.',
      'src/dead-letters/a.ts:6: wrong word: "ticket" in tickets: say incident.',
      'src/dead-letters/a.ts:7: wrong word: "letter" in letters: say dead letter.',
      'src/dead-letters/a.ts:8: wrong word: "Episode" in Episode: say Series',
      'src/dead-letters/a.ts:9: wrong word: "episodes" in episodes: say series.',
      'src/dead-letters/a.ts:9: wrong word: "episode state" in episodeState: say series state.',
    ],
  },
  {
    fault: 'a wrong word in comments and strings',
    files: {
      'src/cli/a.ts':
        '// Shows the letters.\nexport const help = "requeue a DLQ entry";\n' +
        'export const more = (id: number) => `put $' +
        '{id} of the tickets in force`;\n' +
        '/**\n * The policy in\n * force.\n */',
    },
    found: [
      'src/cli/a.ts:1: wrong word: "letter" in a comment: say dead letter.',
      'src/cli/a.ts:2: wrong word: "dlq" in the string "requeue a DLQ entry": say dead letters.',
      'src/cli/a.ts:2: wrong word: "requeue" in the string "requeue a DLQ entry": say redrive.',
      'src/cli/a.ts:3: wrong word: "in force" in the string " of the tickets in force": say current.',
      'src/cli/a.ts:3: wrong word: "ticket" in the string " of the tickets in force": say incident.',
      'src/cli/a.ts:5: wrong word: "in force" in a comment: say current.',
    ],
  },
  {
    fault: 'a wrong word in a page, but not in a block or in back quotes',
    files: {
      'docs/operating.md':
        '# A page\n\nRequeue the letter; a dead\nletter of 32 letters and digits.\n\n```sh\nrequeue\n```\n\n`dlq` is standing.\n',
    },
    found: [
      'docs/operating.md:3: wrong word: "letter" in the page: say dead letter.',
      'docs/operating.md:3: wrong word: "requeue" in the page: say redrive.',
      'docs/operating.md:10: wrong word: "standing" in the page: say the name of the state.',
    ],
  },
  {
    fault: 'the state of a series named after its episode, beside right names',
    files: {
      'src/outbox/a.ts':
        '\nexport type EpisodeState = 1;\nexport type EpisodeId = 2;\n' +
        'export const a = (episodeId: EpisodeId, deadLetters: 1) => "grant coc:ticket:list";',
    },
    found: ['src/outbox/a.ts:2: wrong word: "episode state" in EpisodeState: say series state.'],
  },
  {
    fault: 'a wrong word in a docstring, but not a stored name in back quotes',
    files: { 'src/outbox/a.ts': '/**\n * Stored as `untold`.\n * It is untold.\n */\nexport const a = 1;' },
    found: ['src/outbox/a.ts:3: wrong word: "untold" in a comment: say unsent.'],
  },
  {
    fault: 'a word of another system, outside of the room that speaks with it',
    files: {
      'src/coc/wire.ts': 'export const listTickets = 1;',
      'src/incidents/rules.ts': 'export const openTicket = 1;',
    },
    found: ['src/incidents/rules.ts:1: wrong word: "ticket" in openTicket: say incident.'],
  },
  {
    fault: 'a file named after no concept',
    files: { 'src/time/utils.ts': 'export const a = 1;' },
    found: ['src/time/utils.ts:1: wrong word: "utils" in the name of the file'],
  },
];

describe('a planted name or word', () => {
  itFinds([...NAMES]);
});
