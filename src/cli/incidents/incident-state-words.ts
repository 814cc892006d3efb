const WORDS: ReadonlyMap<string, string> = new Map([
  ['requested', 'requested, not open yet'],
  ['undecided', 'not known yet whether COC opened it; the agent looks for it'],
  [
    'waiting',
    'nobody knows whether COC opened it; it waits for your decision, and the agent goes on looking',
  ],
  ['failed', 'COC refused it'],
  ['cancelled', 'not opened: the problem was over first'],
  ['opened', 'open, not accepted yet'],
  ['accepted', 'accepted'],
  ['rejected', 'rejected by a person'],
  ['resolved', 'resolved, waiting for confirmation'],
  ['completed', 'completed'],
]);

/** The state of an incident in words, without a full stop. */
export function incidentStateWords(state: string): string {
  return WORDS.get(state) ?? state;
}
