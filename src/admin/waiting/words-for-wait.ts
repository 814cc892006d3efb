import type { FailureReason } from '../../outbox/events/outcome.ts';
import type { OwnWait } from '../../outbox/lanes/own-wait.ts';
import { localTimeIn } from '../../time/time-zone.ts';
import type { DestinationFacts } from './destination-facts.ts';
import type { Wait } from './wait.ts';

/** Moment and time zone for which times are written. */
export interface TimeWords {
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
}

const FAULTS: Readonly<Record<FailureReason, string>> = {
  network: 'COC cannot be reached',
  dns: 'the name of COC cannot be resolved',
  tls: 'the TLS connection to COC fails',
  timeout: 'COC does not answer in time',
  'server-error': 'COC answers with an error',
  throttled: 'COC asks for fewer calls',
  'bad-response': 'the answer is not one of COC',
  credentials: 'COC refuses the credentials',
  forbidden: 'COC refuses the permission',
  'key-locked': 'COC has locked the access key',
  'clock-skew': 'COC refuses our clock',
  'not-found': 'COC does not know this address',
  'unknown-integration': 'COC does not know the integration key',
  'bad-request': 'COC refuses what is sent',
  'too-large': 'COC refuses what is sent',
  'refused-in-body': 'COC refuses what is sent',
  interrupted: 'the call was interrupted',
  'lookup-unavailable': 'COC cannot be searched',
  'not-listed': 'COC does not show it yet',
};

/** A time of day, with its date when that is not today. */
export function shortTime(instant: number, { zone, now }: TimeWords): string {
  const [date, time = ''] = localTimeIn(zone, instant).split(' ');
  return date === localTimeIn(zone, now).split(' ')[0] ? time : `${date} ${time}`;
}

/** The fault of a destination, since when, and when it is tried next; empty while it works. No full stop. */
export function wordsForFault({ fault, state, nextTryAt }: DestinationFacts, times: TimeWords): string {
  if (!fault) return '';
  const status = /^HTTP \d{3}\b/.exec(fault.detail)?.[0];
  const what = fault.reason === 'server-error' && status ? `COC answers ${status}` : FAULTS[fault.reason];
  const rest = status ? fault.detail.slice(status.length).trim() : fault.detail;
  const detail = rest === '' ? '' : ` (${rest})`;
  return `${what} since ${shortTime(fault.since, times)}${detail}; ${nextTry({ state, nextTryAt }, times)}`;
}

function nextTry(
  { state, nextTryAt }: Pick<DestinationFacts, 'state'> & { readonly nextTryAt: number | undefined },
  times: TimeWords,
): string {
  if (state === 'probing') return 'it is being tried again now';
  return nextTryAt === undefined ? 'next try at once' : `next try at ${shortTime(nextTryAt, times)}`;
}

/** Further facts of a wait for its words. */
export interface WaitContext extends TimeWords {
  /** What the entry is about. */
  readonly of: 'alarm' | 'incident';
  /** Words of the last failed attempt of the entry, where they are known. */
  readonly lastFailure?: string | undefined;
}

/** One sentence for people: why an entry waits, and until when. Pure. */
export function wordsForWait(wait: Wait, context: WaitContext): string {
  switch (wait.reason) {
    case 'under-way':
      return 'It is on its way to COC now.';
    case 'turn':
      return 'It may be sent now, and waits for its turn.';
    case 'disk':
      return `It is on its way to COC; its result waits for room on the disk: ${wait.shortage}.`;
    case 'destination':
      return `${capital(wordsForFault(wait.facts, context))}.`;
    case 'rate':
      return `delivery.requestsPerSecond holds it back; next call at ${shortTime(wait.until, context)}.`;
    default:
      return ownWaitWords(wait.reason, shortTime(wait.until, context), context);
  }
}

function ownWaitWords(reason: OwnWait, until: string, { of, lastFailure }: WaitContext): string {
  const why = lastFailure === undefined ? '' : ` (${lastFailure})`;
  switch (reason) {
    case 'look':
      return `An earlier call may have arrived${why}; COC is searched for it at ${until}, before it is sent again.`;
    case 'refusal':
      return `COC refused it${why}; it is tried once more at ${until}.`;
    case 'backoff':
      return `It could not be delivered${why}; next try at ${until}.`;
    case 'parked':
      return `It waits until ${until} (alarm.lateFireWindow): the message that it fires may be a late copy of one from before the end. A resolve until then cancels it, and another message that it fires sends it at once.`;
    case 'held':
      return of === 'alarm'
        ? `It is held back until ${until}, in case the problem comes back.`
        : `It is held back until ${until}, as its policy says.`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
