const WORDS: ReadonlyMap<string, string> = new Map([
  ['requested', 'asked for, and not open yet'],
  ['undecided', 'nobody knows whether COC opened it'],
  ['failed', 'COC refused it'],
  ['cancelled', 'not opened, because the problem was over before'],
  ['opened', 'open, and not accepted'],
  ['accepted', 'accepted'],
  ['rejected', 'rejected by a person'],
  ['resolved', 'resolved, and to be confirmed'],
  ['completed', 'completed'],
]);

/** How an incident is, in words that end without a period. */
export function incidentStateWords(state: string): string {
  return WORDS.get(state) ?? state;
}
