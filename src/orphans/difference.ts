import type { FilterReason } from '../alerts/alarm.ts';
import { OWN_SOURCE } from '../alerts/alert.ts';
import type { PolicySettings, TellingSettings } from './change.ts';
import { type AlarmPlace, isSameLead, type Lead } from './lead.ts';
import type { OpenAlert } from './open-alert.ts';

/**
 * What the routes of a configuration mean for an alarm that fires.
 * - `moved`: it is open at one place, and is sent to another one.
 * - `dropped`: COC hears only of its end.
 * - `joins`: a policy matches that opens an incident for it.
 * - `stays`: it has an incident of a policy that does not match it any more.
 */
export type Difference =
  | { readonly kind: 'moved'; readonly from: AlarmPlace; readonly to: AlarmPlace }
  | { readonly kind: 'dropped'; readonly reason: FilterReason }
  | { readonly kind: 'joins'; readonly policy: string }
  | { readonly kind: 'stays'; readonly policy: string; readonly other?: string };

type Names = Pick<TellingSettings, 'names' | 'policies' | 'renamed'>;

/**
 * Finds what another lead means for an alarm that fires; undefined where it goes on as it is. What is open under a name that
 * is gone is no difference, but an orphan. Pure.
 */
export function differenceOf(open: OpenAlert, after: Lead, names: Names): Difference | undefined {
  if (open.isRefused || !canFireAgain(open, names)) return undefined;
  if (open.before && isSameLead(open.before, after)) return undefined;
  if (after.kind === 'dropped') return { kind: 'dropped', reason: after.reason };
  const { place } = open;
  if (!place) return undefined;
  const { integrations } = names.names;
  if (integrations.includes(place.integration) && isOtherPlace(place, after.place, names))
    return { kind: 'moved', from: place, to: after.place };
  return differenceOfPolicy(open, after.policy, names.policies);
}

/** True where a message of its source can be about it: the source is configured, with the type that it had. */
function canFireAgain({ source, alert: { sourceType } }: OpenAlert, { names, renamed }: Names): boolean {
  if (source === OWN_SOURCE) return true;
  return names.sources.get(renamed.sources[source] ?? source) === sourceType;
}

function isOtherPlace(one: AlarmPlace, other: AlarmPlace, { renamed }: Names): boolean {
  const integration = renamed.integrations[one.integration] ?? one.integration;
  return (
    integration !== other.integration ||
    one.applicationId !== other.applicationId ||
    one.regionId !== other.regionId
  );
}

function differenceOfPolicy(
  { incident, matched, before }: OpenAlert,
  policy: string | undefined,
  policies: readonly PolicySettings[],
): Difference | undefined {
  if (incident.kind === 'none') return policy === undefined ? undefined : { kind: 'joins', policy };
  if (incident.kind !== 'open') return undefined;
  const now = nameNow(incident.policy, policies);
  if (now === undefined || now === policy) return undefined;
  const stays: Difference = { kind: 'stays', policy: now, ...(policy !== undefined && { other: policy }) };
  if (before) return before.kind === 'place' && before.policy === policy ? undefined : stays;
  // Its level may have changed since its incident was opened.
  const matchedThen = matched.kind === 'known' ? matched.policy : undefined;
  return matchedThen !== undefined && nameNow(matchedThen, policies) === now ? stays : undefined;
}

/** Name of today of a policy; undefined where it is gone. */
function nameNow(name: string, policies: readonly PolicySettings[]): string | undefined {
  const own = policies.find(({ names: [own] }) => own === name);
  return (own ?? policies.find(({ names }) => names.includes(name)))?.names[0];
}
